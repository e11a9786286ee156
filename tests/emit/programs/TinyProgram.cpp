// The same header in C++.
#include "tiny.h"

#include <array>
#include <memory>

static_assert(tiny_DELAY == 1 && tiny_STRIDE == 1 && tiny_PADDING == 1);
static_assert(tiny_TICKS_PER_FRAME == 1 && tiny_PERIOD == 1);
static_assert(tiny_FRAMES_PER_STEP == 1 && tiny_MOST_FRAMES == 1);
static_assert(tiny_BLOCK == 1 && tiny_LATENCY == 1);
static_assert(tiny_RECEPTIVE_FIELD == 3 && tiny_MACS_PER_STEP == 18);
static_assert(tiny_PARAMETERS == 8);

int main() {
  const std::unique_ptr<tiny, void (*)(tiny *)> stream(tiny_create(),
                                                       tiny_destroy);
  const std::array<float, tiny_INPUT_ELEMENTS> in = {};
  std::array<float, tiny_OUTPUT_ELEMENTS> out;
  return tiny_step(stream.get(), in.data(), out.data()) == 0 ? 0 : 1;
}
