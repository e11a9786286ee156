//===- StreamGeometry.cpp -------------------------------------------------===//

#include "dialect/StreamGeometry.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <numeric>

using namespace cocc::continual;
using llvm::divideFloorSigned;

//===----------------------------------------------------------------------===//
// One layer
//===----------------------------------------------------------------------===//

bool StreamGeometry::isPointwise() const { return *this == StreamGeometry(); }

bool StreamGeometry::isEarlier() const {
  return expand == 1 && stride == 1 && getFirst() + receptiveField - 1 < 0;
}

bool StreamGeometry::isInStep() const {
  return expand == 1 && stride == 1 && hold == 0 && !copiesFirst &&
         getLateness() == 0 && getFramesLost() == 0;
}

/// From one tap that meets a frame among zeros to the next.
static int64_t getTapStep(const StreamGeometry &layer) {
  return layer.zeros ? layer.expand / std::gcd(layer.expand, layer.dilation)
                     : 1;
}

int64_t StreamGeometry::getMostTaps() const {
  int64_t step = getTapStep(*this);
  return (getTaps() + step - 1) / step;
}

int64_t StreamGeometry::getLateness() const {
  return receptiveField - 1 + skip - padBefore +
         std::max<int64_t>(0, -padAfter) + lag * expand;
}

int64_t StreamGeometry::getFrames(int64_t frames) const {
  int64_t room = frames * expand - 1 - getFramesLost();
  return frames <= 0
             ? 0
             : std::max<int64_t>(0, divideFloorSigned(room, stride) + 1);
}

int64_t StreamGeometry::getPhases() const {
  return expand / std::gcd(expand, stride);
}

PhaseWindow cocc::continual::getPhaseWindow(const StreamGeometry &layer,
                                            int64_t phases, int64_t phase) {
  int64_t begin = phase * layer.stride + layer.getFirst();
  PhaseWindow window;
  window.tapStep = getTapStep(layer);
  window.taps = layer.getTaps();
  window.stride = phases * layer.stride / layer.expand;
  window.dilation =
      std::max<int64_t>(1, layer.dilation * window.tapStep / layer.expand);
  if (layer.zeros) {
    auto isFrame = [&](int64_t tap) {
      return (begin + tap * layer.dilation) % layer.expand == 0;
    };
    while (window.firstTap < std::min(window.tapStep, window.taps) &&
           !isFrame(window.firstTap))
      ++window.firstTap;
    bool meets = window.firstTap < std::min(window.tapStep, window.taps);
    window.taps =
        meets ? (window.taps - 1 - window.firstTap) / window.tapStep + 1 : 0;
  }
  window.first =
      divideFloorSigned(begin + window.firstTap * layer.dilation, layer.expand);
  return window;
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

StreamGeometry cocc::continual::expandingGeometry(int64_t factor) {
  StreamGeometry geometry;
  geometry.expand = factor;
  return geometry;
}

StreamGeometry cocc::continual::upsamplingGeometry(int64_t factor,
                                                   bool linear) {
  StreamGeometry geometry = expandingGeometry(factor);
  if (!linear)
    return geometry;
  geometry.receptiveField = factor + 1;
  geometry.dilation = factor;
  geometry.padBefore = factor / 2;
  geometry.padAfter = factor - factor / 2;
  return geometry;
}

StreamGeometry cocc::continual::paddingGeometry(int64_t before, int64_t after,
                                                bool repeatsEdges) {
  StreamGeometry padding;
  padding.padBefore = std::max<int64_t>(before, 0);
  padding.padAfter = after;
  padding.skip = std::max<int64_t>(-before, 0);
  padding.copiesFirst = repeatsEdges && before > 0;
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

//===----------------------------------------------------------------------===//
// Rings
//===----------------------------------------------------------------------===//

int64_t Schedule::getGrid(int64_t period) const {
  return std::gcd(getStepTicks(), period);
}

int64_t Schedule::getStepOf(int64_t tick) const {
  return divideFloorSigned(tick, getStepTicks()) * getStepTicks();
}

int64_t cocc::continual::getRingReach(const StreamGeometry &layer,
                                      int64_t period) {
  // A frame that is repeated lasts to the next one.
  int64_t rest = layer.zeros ? 0 : layer.expand - 1;
  return (rest - layer.getFirst()) * (period / layer.expand);
}

/// The frames from the oldest that the result's first frame of a step looks at
/// to the newest that lies before `ticks` of the step have passed.
int64_t RingRead::count(const Schedule &schedule, int64_t ticks) const {
  int64_t grid = schedule.getGrid(value.period);
  int64_t first = divideFloorSigned(result.warmUp + reach, grid) * grid;
  return 1 + divideFloorSigned(ticks - 1 - value.warmUp + first, value.period);
}

int64_t RingRead::getKeptFrames(const Schedule &schedule) const {
  return count(schedule, 0);
}

int64_t RingRead::getSlots(const Schedule &schedule) const {
  return count(schedule, schedule.getStepTicks());
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

StreamPosition StreamPosition::ofInput(InputRate rate) {
  StreamPosition position;
  position.ticksPerFrame = rate.frames;
  position.clock.period = rate.every;
  return position;
}

StreamPosition StreamPosition::scaled(int64_t ticks) const {
  int64_t factor = ticks / ticksPerFrame;
  StreamPosition finer = *this;
  finer.ticksPerFrame = ticks;
  finer.clock.period *= factor;
  finer.clock.warmUp *= factor;
  finer.delay *= factor;
  finer.padding *= factor;
  return finer;
}

StreamPosition StreamPosition::then(const StreamGeometry &layer,
                                    int64_t framesPerStep) const {
  int64_t finer = layer.expand / std::gcd(clock.period, layer.expand);
  if (finer > 1)
    return scaled(ticksPerFrame * finer).then(layer, framesPerStep);
  int64_t fine = clock.period / layer.expand;
  StreamPosition after = *this;
  after.clock.period = fine * layer.stride;
  Schedule schedule{ticksPerFrame, framesPerStep};
  int64_t grid = schedule.getGrid(after.clock.period);
  after.clock.warmUp =
      divideFloorSigned(clock.warmUp + fine * layer.getLateness(), grid) * grid;
  if (layer.copiesFirst)
    after.clock.warmUp =
        std::max(after.clock.warmUp,
                 schedule.getStepOf(clock.warmUp + clock.period * layer.lag));
  after.clock.warmUp += layer.hold;
  after.delay = delay + after.clock.warmUp - clock.warmUp - fine * layer.skip;
  after.padding = padding + fine * layer.padBefore;
  after.recurrent = recurrent || layer.recurrent;
  return after;
}

StreamPosition StreamPosition::delayed(int64_t ticks) const {
  StreamPosition later = *this;
  later.clock.warmUp += ticks;
  later.delay += ticks;
  return later;
}

bool StreamPosition::hasPeriodOf(const StreamPosition &other) const {
  return clock.period * other.ticksPerFrame ==
         other.clock.period * ticksPerFrame;
}

StreamPosition cocc::continual::join(const StreamPosition &a,
                                     const StreamPosition &b) {
  int64_t ticks = std::lcm(a.ticksPerFrame, b.ticksPerFrame);
  if (a.ticksPerFrame != ticks || b.ticksPerFrame != ticks)
    return join(a.scaled(ticks), b.scaled(ticks));
  int64_t warmUp = std::max(a.clock.warmUp, b.clock.warmUp);
  StreamPosition x = a.delayed(warmUp - a.clock.warmUp);
  StreamPosition y = b.delayed(warmUp - b.clock.warmUp);
  x.delay = std::max(x.delay, y.delay);
  x.padding = std::max(x.padding, y.padding);
  x.recurrent = x.recurrent || y.recurrent;
  return x;
}

std::string cocc::continual::showRate(const StreamPosition &position) {
  int64_t common = std::gcd(position.ticksPerFrame, position.clock.period);
  int64_t frames = position.clock.period / common;
  std::string given = std::to_string(position.ticksPerFrame / common);
  return given + " every " +
         (frames == 1 ? "frame"
                      : std::to_string(frames) + " frames of the input");
}
