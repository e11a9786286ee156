//===- TransposedWindow.cpp -----------------------------------------------===//

#include "dialect/ops/TransposedWindow.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace cocc::continual;

std::optional<int64_t> TransposedAxis::getExtent(int64_t places) const {
  int64_t last = 0;
  // No other number is larger than 32 bits can hold.
  if (llvm::MulOverflow(places - 1, stride, last) || last > INT64_MAX / 4 ||
      kernel > INT64_MAX / 4 / dilation)
    return std::nullopt;
  return last + getSpan() - crop - cropAfter + outputPadding;
}

int64_t TransposedAxis::getStep() const {
  return stride / std::gcd(stride, dilation);
}

int64_t TransposedAxis::getAdvance() const {
  return dilation / std::gcd(stride, dilation);
}

Phase TransposedAxis::getPhase(int64_t phase) const {
  int64_t step = getStep();
  for (int64_t first = 0; first < std::min(step, kernel); ++first)
    if ((first * dilation - phase) % stride == 0)
      return {first, (kernel - first + step - 1) / step,
              (first * dilation - phase) / stride};
  return {};
}

std::vector<Phase> TransposedAxis::getPhases() const {
  std::vector<Phase> phases;
  for (int64_t phase = 0; phase < stride; ++phase)
    phases.push_back(getPhase(phase));
  return phases;
}

int64_t TransposedAxis::getMostTaps() const {
  return (kernel + getStep() - 1) / getStep();
}

int64_t TransposedAxis::countGroups(int64_t extent) const {
  return (extent - 1 + crop) / stride - getFirst() + 1;
}

StreamGeometry TransposedAxis::getStreamGeometry() const {
  int64_t reach = getSpan() - 1;
  StreamGeometry geometry = windowGeometry(
      kernel, 1, reach - crop, reach - cropAfter + outputPadding - (stride - 1),
      dilation);
  geometry.expand = stride;
  geometry.zeros = stride > 1;
  return geometry;
}
