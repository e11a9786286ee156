/* Networks whose steps take or bring several frames, or begin with frames that
 * lie before the first. */
#include "early.h"
#include "echo.h"
#include "trio.h"

#include <math.h>

enum { ELEMENTS = trio_INPUT_ELEMENTS };

/* The first element of the convolution's result for frames of all `a`, `b` and
 * `c`. */
static float of(float a, float b, float c) {
  return tanhf(a + 3 * b + 5 * c + 0.5f);
}

static int is_near(float a, float b) { return fabsf(a - b) < 1e-6f; }

/* Frames of 0.01, 0.02 and so on. */
static void fill(float *clip, int frames) {
  for (int i = 0; i < frames * ELEMENTS; ++i)
    clip[i] = 0.01f * (float)(i / ELEMENTS + 1);
}

/* A stride of 2 and three frames a step: outputs at the ticks 1, 3, 5 and 7. */
static int run_trio(void) {
  float clip[8 * ELEMENTS], out[trio_MOST_FRAMES * ELEMENTS];
  float rest[trio_FLUSH_FRAMES * ELEMENTS];
  trio *stream = trio_create();
  fill(clip, 8);
  if (trio_FRAMES_PER_STEP != 3 || trio_STRIDE != 2 || trio_LATENCY != 3)
    return 1;
  if (trio_step(stream, clip, out) != 1 || !is_near(out[0], of(0, .01f, .02f)))
    return 2;
  if (trio_peek(stream, clip + 3 * ELEMENTS, out) != 2 ||
      trio_step(stream, clip + 3 * ELEMENTS, out) != 2 ||
      !is_near(out[ELEMENTS], of(.04f, .05f, .06f)))
    return 3;
  if (trio_flush(stream, clip + 6 * ELEMENTS, 2, NULL, rest) != 1 ||
      !is_near(rest[0], of(.06f, .07f, .08f)))
    return 4;
  if (trio_flush(stream, NULL, 0, NULL, rest) != 0 ||
      trio_flush(stream, clip, 3, NULL, rest) != trio_ERROR_ARGUMENT)
    return 5;
  trio_destroy(stream);
  return 0;
}

/* Each output twice, half a frame late. */
static int run_echo(void) {
  float clip[2 * ELEMENTS], out[echo_MOST_FRAMES * ELEMENTS];
  float rest[echo_FLUSH_FRAMES * ELEMENTS];
  echo *stream = echo_create();
  fill(clip, 2);
  if (echo_TICKS_PER_FRAME != 2 || echo_PERIOD != 1 || echo_WARM_UP != 3)
    return 1;
  if (echo_step(stream, clip, out) != 0 ||
      echo_step(stream, clip + ELEMENTS, out) != 1 ||
      !is_near(out[0], of(0, .01f, .02f)))
    return 2;
  if (echo_flush(stream, NULL, rest) != 3 ||
      !is_near(rest[0], of(0, .01f, .02f)) ||
      !is_near(rest[2 * ELEMENTS], of(.01f, .02f, 0)))
    return 3;
  echo_destroy(stream);
  return 0;
}

/* Two outputs see zeros alone. */
static int run_early(void) {
  float clip[ELEMENTS], out[early_MOST_FRAMES * ELEMENTS];
  early *stream = early_create();
  fill(clip, 1);
  if (early_WARM_UP != -2 || early_MOST_FRAMES != 3)
    return 1;
  for (int round = 0; round < 2; ++round) {
    if (early_step(stream, clip, out) != 3 || !is_near(out[0], of(0, 0, 0)) ||
        !is_near(out[2 * ELEMENTS], of(0, 0, .01f)))
      return 2;
    if (early_step(stream, clip, out) != 1 || early_reset(stream) != 0)
      return 3;
  }
  early_destroy(stream);
  return 0;
}

int main(void) {
  int wrong = run_trio();
  if (wrong)
    return wrong;
  wrong = run_echo();
  if (wrong)
    return 10 + wrong;
  wrong = run_early();
  return wrong ? 20 + wrong : 0;
}
