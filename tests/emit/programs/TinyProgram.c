/* A C program as a user would write it: a static state, steps, a flush. */
#include "tiny.h"

#include <math.h>
#include <string.h>

static _Alignas(tiny_STATE_ALIGNMENT) unsigned char memory[tiny_STATE_BYTES];
static _Alignas(tiny_STATE_ALIGNMENT) unsigned char scratch[tiny_STATE_BYTES];

int main(void) {
  const int64_t shape[tiny_INPUT_RANK] = tiny_INPUT_SHAPE;
  float in[tiny_INPUT_ELEMENTS], out[tiny_OUTPUT_ELEMENTS];
  float rest[tiny_FLUSH_FRAMES * tiny_OUTPUT_ELEMENTS];
  if (shape[0] != tiny_BATCH || shape[1] != 2 || shape[2] != 3)
    return 1;
  for (int i = 0; i < tiny_INPUT_ELEMENTS; ++i)
    in[i] = 0.01f;
  tiny *stream = tiny_init(memory, sizeof memory);
  if (!stream || tiny_init(memory, sizeof memory - 1) || tiny_WARM_UP != 1)
    return 2;
  if (tiny_step(stream, in, out) != 0 || tiny_peek(stream, in, out) != 1)
    return 3;
  if (tiny_step(stream, in, out) != 1 ||
      fabsf(out[0] - tanhf(0.58f)) > 1e-6f) /* no frame under the first tap */
    return 4;
  if (tiny_flush(stream, scratch, rest) != 1 ||
      fabsf(rest[0] - tanhf(0.54f)) > 1e-6f)
    return 5;
  if (tiny_reset(stream) != 0 || tiny_step(stream, in, out) != 0)
    return 6;
  memset(scratch, 0, sizeof scratch);
  if (tiny_step((tiny *)scratch, in, out) != tiny_ERROR_STATE)
    return 7;
  return tiny_step(stream, NULL, out) == tiny_ERROR_ARGUMENT ? 0 : 8;
}
