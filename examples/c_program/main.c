/* Steps the network mb_conv from C. The library needs nothing but libc and libm, and allocates nothing here. */
#include "mb_conv.h"

#include <stdio.h>

enum { FRAMES = 6, WIDTH = 28 };

static _Alignas(mb_conv_STATE_ALIGNMENT) unsigned char memory[mb_conv_STATE_BYTES];
static float in[mb_conv_INPUT_ELEMENTS], out[mb_conv_OUTPUT_ELEMENTS];

/* A bright line that moves to the right. */
static void draw_frame(int t) {
  for (int i = 0; i < mb_conv_INPUT_ELEMENTS; ++i)
    in[i] = i % WIDTH == t ? 1.0f : 0.0f;
}

int main(void) {
  mb_conv *net = mb_conv_init(memory, sizeof memory);
  if (!net)
    return fprintf(stderr, "the state's memory is too small or misaligned\n"), 1;
  for (int t = 0; t < FRAMES; ++t) {
    draw_frame(t);
    int frames = mb_conv_step(net, in, out);
    if (frames < 0)
      return fprintf(stderr, "step %d failed with error %d\n", t, frames), 1;
    if (frames == 0)
      printf("step %d: nothing yet\n", t);
    else
      printf("step %d: output frame %d begins with %+.5f\n", t, t - mb_conv_DELAY, out[0]);
  }
}
