/* The copy of the input into its ring, as Halide would compile it: an _argv
 * entry that takes buffers. TINY_NETWORK is the network it belongs to. */
#include "TinyKernel.h"

int ENTRY(_copy_argv)(void **arguments) {
  cocc_buffer **buffers = (cocc_buffer **)arguments;
  const float *in = buffers[0]->host;
  float *out = buffers[1]->host;
  for (int i = 0; i < FRAME; ++i)
    out[i] = in[i];
  return 0;
}
