//===- Resampling.cpp -----------------------------------------------------===//

#include "dialect/ops/Resampling.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <array>
#include <cmath>

using namespace cocc::continual;

int Resampling::countTaps() const {
  return mode == "linear" ? 2 : mode == "cubic" ? 4 : 1;
}

/// Places of the axis from one place of the result to the next.
static float getStride(const Resampling &axis) {
  if (axis.alignCorners)
    return axis.to > 1 ? static_cast<float>(axis.from - 1) /
                             static_cast<float>(axis.to - 1)
                       : 0.0f;
  return axis.factor != 0
             ? static_cast<float>(1.0 / axis.factor)
             : static_cast<float>(axis.from) / static_cast<float>(axis.to);
}

static float findSource(const Resampling &axis, int64_t place) {
  float stride = getStride(axis);
  if (axis.alignCorners)
    return stride * static_cast<float>(place);
  float source = std::fma(stride, static_cast<float>(place) + 0.5f, -0.5f);
  return axis.mode == "cubic" ? source : std::max(source, 0.0f);
}

static int64_t findNearest(const Resampling &axis, int64_t place) {
  if (axis.mode == "nearest_exact")
    return std::floor(findSource(axis, place) + 0.5f);
  if (axis.from == axis.to)
    return place;
  return std::floor(static_cast<float>(place) * getStride(axis));
}

/// The weights of the four places around one that lies `t` behind the second.
static std::array<float, 4> weighCubic(float t) {
  constexpr float a = -0.75f;
  auto near = [](float x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };
  auto far = [](float x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };
  return {far(t + 1), near(t), near(1 - t), far(2 - t)};
}

/// The taps of one place.
static void addPlace(const Resampling &axis, int64_t place,
                     ResamplingTable &table) {
  auto add = [&](int64_t source, float weight) {
    table.places.push_back(std::clamp<int64_t>(source, 0, axis.from - 1));
    table.weights.push_back(weight);
  };
  if (axis.countTaps() == 1)
    return add(findNearest(axis, place), 1);
  // Of an axis that stays as it is, linear reads one place twice.
  bool isSame = axis.mode == "linear" && axis.from == axis.to;
  float source = isSame ? static_cast<float>(place) : findSource(axis, place);
  int64_t first = std::floor(source);
  first = std::min(first, axis.from - 1);
  float behind = std::clamp(source - static_cast<float>(first), 0.0f, 1.0f);
  if (axis.mode == "cubic") {
    for (auto [i, weight] : llvm::enumerate(weighCubic(behind)))
      add(first + static_cast<int64_t>(i) - 1, weight);
    return;
  }
  add(first, 1 - behind);
  add(isSame ? first : first + 1, behind);
}

ResamplingTable cocc::continual::makeTable(const Resampling &axis) {
  ResamplingTable table;
  for (int64_t place = 0; place < axis.to; ++place)
    addPlace(axis, place, table);
  return table;
}
