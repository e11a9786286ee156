/* The convolution, as Halide would compile it: an _argv entry that takes
 * buffers. TINY_NETWORK is the network it belongs to. */
#include "TinyKernel.h"

#include <math.h>

/* Three taps, one weight a tap and channel, then a bias; tanh wants libm. Like
 * Halide's, the object exports more than the entry. */
int ENTRY(_conv)(const float *frames, const int32_t *offsets,
                 const float *weight, const float *bias, float *out) {
  for (int i = 0; i < FRAME; ++i) {
    float sum = bias[i / PIXELS];
    for (int tap = 0; tap < 3; ++tap)
      sum += frames[offsets[tap] + i] * weight[tap * CHANNELS + i / PIXELS];
    out[i] = tanhf(sum);
  }
  return 0;
}

int ENTRY(_conv_argv)(void **arguments) {
  cocc_buffer **buffers = (cocc_buffer **)arguments;
  return ENTRY(_conv)(buffers[0]->host, buffers[1]->host, buffers[2]->host,
                      buffers[3]->host, buffers[4]->host);
}
