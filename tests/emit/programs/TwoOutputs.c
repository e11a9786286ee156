/* Two outputs of different rates: how many frames each has got is in counts. */
#include "echo.h"

int main(void) {
  const float in[echo_INPUT_ELEMENTS] = {0};
  float twice[echo_OUTPUT_twice_MOST_FRAMES * echo_OUTPUT_twice_ELEMENTS];
  float once[echo_OUTPUT_once_MOST_FRAMES * echo_OUTPUT_once_ELEMENTS];
  int64_t counts[2] = {7, 7};
  echo *stream = echo_create();
  if (echo_OUTPUT_twice_PERIOD != 1 || echo_OUTPUT_once_PERIOD != 2)
    return 1;
  if (echo_step(stream, in, twice, once, counts) != 0 || counts[0] || counts[1])
    return 2;
  if (echo_peek(stream, in, twice, once, NULL) != 3 ||
      echo_step(stream, in, twice, once, counts) != 3 || counts[0] != 2 ||
      counts[1] != 1)
    return 3;
  if (echo_flush(stream, NULL, twice, once, counts) != 3 || counts[0] != 2 ||
      counts[1] != 1)
    return 4;
  echo_destroy(stream);
  return 0;
}
