//===- StreamGeometry.cpp -------------------------------------------------===//

#include "dialect/StreamGeometry.h"
#include <algorithm>

using namespace cocc::continual;

/// Rounds towards minus infinity; `divisor` is positive.
static int64_t floorDivide(int64_t value, int64_t divisor) {
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

bool StreamGeometry::isPointwise() const {
  return receptiveField == 1 && stride == 1 && padBefore == 0 &&
         padAfter == 0 && lag == 0 && hold == 0 && skip == 0 && !recurrent;
}

int64_t StreamGeometry::getFrames(int64_t frames) const {
  int64_t room = frames - skip + padBefore + padAfter - receptiveField;
  return std::max<int64_t>(0, floorDivide(room, stride) + 1);
}

int64_t StreamGeometry::getFramesBeforeFlush(int64_t frames) const {
  return std::max<int64_t>(0,
                           floorDivide(frames - 1 - getWarmUp(), stride) + 1);
}

StreamGeometry cocc::continual::windowGeometry(int64_t kernel, int64_t stride,
                                               int64_t padBefore,
                                               int64_t padAfter,
                                               int64_t dilation) {
  StreamGeometry window;
  window.receptiveField = dilation * (kernel - 1) + 1;
  window.stride = stride;
  window.dilation = dilation;
  window.padBefore = padBefore;
  window.padAfter = padAfter;
  return window;
}

StreamGeometry cocc::continual::paddingGeometry(int64_t before, int64_t after) {
  StreamGeometry padding;
  padding.padBefore = std::max<int64_t>(before, 0);
  padding.padAfter = after;
  padding.skip = std::max<int64_t>(-before, 0);
  // Output j is input j - before, and exists if input j - before - after does.
  int64_t warmUp = std::max<int64_t>({0, -before, -before - after});
  padding.lag = warmUp + padding.padBefore - padding.skip;
  return padding;
}

StreamGeometry cocc::continual::compose(const StreamGeometry &first,
                                        const StreamGeometry &second) {
  StreamGeometry both;
  both.receptiveField =
      first.receptiveField + (second.receptiveField - 1) * first.stride;
  both.stride = first.stride * second.stride;
  both.padBefore = first.padBefore + second.padBefore * first.stride;
  both.padAfter = first.padAfter + second.padAfter * first.stride;
  both.lag = first.lag + second.lag * first.stride;
  both.hold = first.hold + second.hold;
  both.skip = first.skip + second.skip * first.stride;
  both.recurrent = first.recurrent || second.recurrent;
  return both;
}

StreamPosition StreamPosition::then(const StreamGeometry &layer) const {
  int64_t period = clock.period;
  StreamPosition after = *this;
  after.clock.period = period * layer.stride;
  after.clock.warmUp = clock.warmUp + period * layer.getWarmUp() + layer.hold;
  after.delay = delay + period * layer.getDelay() + layer.hold;
  after.padding = padding + period * layer.padBefore;
  after.paddingAfter = paddingAfter + period * layer.padAfter;
  after.oldest =
      oldest + period * (layer.receptiveField - 1 + layer.lag) + layer.hold;
  after.newest = newest + period * layer.lag + layer.hold;
  after.recurrent = recurrent || layer.recurrent;
  return after;
}

StreamPosition StreamPosition::delayed(int64_t steps) const {
  StreamPosition later = *this;
  later.clock.warmUp += steps;
  later.delay += steps;
  later.oldest += steps;
  later.newest += steps;
  return later;
}

StreamPosition cocc::continual::join(const StreamPosition &a,
                                     const StreamPosition &b) {
  int64_t warmUp = std::max(a.clock.warmUp, b.clock.warmUp);
  StreamPosition x = a.delayed(warmUp - a.clock.warmUp);
  StreamPosition y = b.delayed(warmUp - b.clock.warmUp);
  x.delay = std::max(x.delay, y.delay);
  x.padding = std::max(x.padding, y.padding);
  x.paddingAfter = std::max(x.paddingAfter, y.paddingAfter);
  x.oldest = std::max(x.oldest, y.oldest);
  x.newest = std::min(x.newest, y.newest);
  x.recurrent = x.recurrent || y.recurrent;
  return x;
}
