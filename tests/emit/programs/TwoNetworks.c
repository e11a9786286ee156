/* Two networks, each with its own kernels and weights, around one step loop. */
#include "tiny.h"
#include "twin.h"

int main(void) {
  const float in[tiny_INPUT_ELEMENTS] = {0};
  float out[tiny_OUTPUT_ELEMENTS];
  tiny *one = tiny_create();
  twin *other = twin_create();
  for (int step = 0; step < 6; ++step) {
    if (tiny_step(one, in, out) != (step >= 1))
      return 1;
    if (twin_step(other, in, out) != step % 2)
      return 2;
  }
  if (twin_step((twin *)one, in, out) != twin_ERROR_STATE)
    return 3;
  tiny_destroy(one);
  twin_destroy(other);
  return 0;
}
