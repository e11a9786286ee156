/* Steps the network mb_conv from C; nothing is allocated here. */
#include "mb_conv.h"

#include <stdio.h>

static _Alignas(64) unsigned char memory[mb_conv_STATE_BYTES];
static float in[mb_conv_INPUT_ELEMENTS], out[mb_conv_OUTPUT_ELEMENTS];

/* A bright line that moves to the right. */
static void draw_frame(int t) {
  for (int i = 0; i < mb_conv_INPUT_ELEMENTS; ++i)
    in[i] = i % 28 == t ? 1.0f : 0.0f;
}

int main(void) {
  mb_conv *net = mb_conv_init(memory, sizeof memory);
  if (!net)
    return 1; /* too small or misaligned: not as declared above */
  for (int t = 0; t < 6; ++t) {
    draw_frame(t);
    int frames = mb_conv_step(net, in, out);
    if (frames < 0)
      return 1;
    if (frames == 0)
      printf("step %d: nothing yet\n", t);
    else
      printf("step %d: output frame %d begins with %+.5f\n", t,
             t - mb_conv_DELAY, out[0]);
  }
}
