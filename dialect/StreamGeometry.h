//===- StreamGeometry.h - The algebra of delays ---------------------------===//
//
// How layers and values lie in time. Plain value types without MLIR: every
// other part of the compiler asks these, and no other part computes a delay.
//
// Frames of a clip are counted from 0, output frames as well. docs/semantics.md
// derives each formula.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_STREAMGEOMETRY_H
#define COCC_DIALECT_STREAMGEOMETRY_H

#include <cstdint>
#include <string>

namespace cocc::continual {

/// How one layer relates its output frames to its input frames. The input is
/// first expanded: fine frame g is input frame g / expand, rounded down, or
/// with `zeros` input frame g / expand where that is whole and else nothing.
/// Output j looks at the `receptiveField` fine frames from j*stride + skip -
/// padBefore on, and comes with the newest of them, or `lag` input frames
/// later. All but `lag` and `hold` in fine frames.
struct StreamGeometry {
  int64_t receptiveField = 1;
  int64_t stride = 1;
  /// Frames between two taps of the window; it has (R-1)/dilation + 1 taps.
  int64_t dilation = 1;
  int64_t padBefore = 0;
  /// Negative where the last frames are dropped.
  int64_t padAfter = 0;
  /// Input frames by which the output is held back.
  int64_t lag = 0;
  /// Ticks by which it is held back besides, fewer than from one frame of the
  /// input to the next.
  int64_t hold = 0;
  /// First frames that no output looks at.
  int64_t skip = 0;
  /// The output depends on all frames before as well.
  bool recurrent = false;
  /// Frames in front of the clip are copies of its first: they come with it.
  bool copiesFirst = false;
  /// Fine frames of an input frame.
  int64_t expand = 1;
  bool zeros = false;

  bool operator==(const StreamGeometry &) const = default;

  int64_t getTaps() const { return (receptiveField - 1) / dilation + 1; }
  /// The most input frames that an output reads.
  int64_t getMostTaps() const;
  /// The oldest frame that output 0 looks at; padding where it is negative.
  int64_t getFirst() const { return skip - padBefore; }
  /// L: the fine frame with which output 0 comes, or would, where it is
  /// negative: the newest that it looks at, but not before it is sure to exist.
  int64_t getLateness() const;
  /// The fine frames that a clip has less of the result than of the input.
  int64_t getFramesLost() const {
    return receptiveField - 1 + skip - padBefore - padAfter;
  }
  /// True if the layer neither remembers frames nor makes more or fewer.
  bool isPointwise() const;
  /// True if output j looks at frames before j alone, so that what it looks at
  /// may be made of it.
  bool isEarlier() const;
  /// True if output j comes with frame j and there are as many: what may lie on
  /// a loop.
  bool isInStep() const;
  /// Outputs of a clip of `frames` frames, the flush included.
  int64_t getFrames(int64_t frames) const;
  /// Outputs j and j + phases look at fine frames that lie the same to the
  /// input's.
  int64_t getPhases() const;
};

/// How the outputs of one phase, those with j mod phases == phase, read the
/// input, as a window without expansion: output m*phases + phase reads `taps`
/// frames, `dilation` apart, from m*stride + first on. They are the taps
/// firstTap, firstTap + tapStep, ... of the layer's window.
struct PhaseWindow {
  int64_t taps = 1, first = 0, stride = 1, dilation = 1;
  int64_t firstTap = 0, tapStep = 1;
};

/// `phases`: a multiple of the layer's.
PhaseWindow getPhaseWindow(const StreamGeometry &layer, int64_t phases,
                           int64_t phase);

/// A window of `kernel` taps.
StreamGeometry windowGeometry(int64_t kernel, int64_t stride, int64_t padBefore,
                              int64_t padAfter, int64_t dilation);

/// Each frame `factor` times.
StreamGeometry expandingGeometry(int64_t factor);

/// Each frame `factor` times, or frames on the way from one to the next: half
/// of them lie before the middle of the frame.
StreamGeometry upsamplingGeometry(int64_t factor, bool linear);

/// `before` frames added in front of the clip and `after` behind it, where they
/// are negative taken away. A frame comes once it is sure not to be among the
/// last that are taken away. Those in front lie before the first, unless they
/// are copies of it.
StreamGeometry paddingGeometry(int64_t before, int64_t after,
                               bool repeatsEdges = false);

/// The layer that `first` and then `second` make together, neither of which
/// expands. Associative. Its dilation is 1: it looks at a range of frames, some
/// of which neither may read.
StreamGeometry compose(const StreamGeometry &first,
                       const StreamGeometry &second);

/// How time is cut: a frame of it is `ticksPerFrame` ticks, and a
/// step covers those of `framesPerStep` frames.
struct Schedule {
  int64_t ticksPerFrame = 1;
  int64_t framesPerStep = 1;

  int64_t getStepTicks() const { return ticksPerFrame * framesPerStep; }
  /// Values with this period whose starts lie within one multiple of the grid
  /// have the same frames in the same steps; starts are multiples of it.
  int64_t getGrid(int64_t period) const;
  /// The beginning of the step that covers a tick.
  int64_t getStepOf(int64_t tick) const;
};

/// How often an input of the network has a frame, in lowest terms: `frames` of
/// them while time goes on by `every` frames, as steps count them.
struct InputRate {
  int64_t frames = 1;
  int64_t every = 1;

  bool operator==(const InputRate &) const = default;

  bool isOne() const { return *this == InputRate(); }
  /// Whether so many frames of time are a whole number of the input's.
  bool divides(int64_t time) const { return time * frames % every == 0; }
  /// The input's frames of so many, rounded down.
  int64_t of(int64_t time) const { return time * frames / every; }
};

/// When a value's frames exist: frame j at tick warmUp + j*period, which the
/// step covers that makes it. Frames at ticks below 0 depend on no input.
struct Clock {
  int64_t period = 1;
  int64_t warmUp = 0;

  bool operator==(const Clock &) const = default;
};

/// A layer's read of a value: the clocks of the value and of the result, and by
/// how many ticks an output's oldest frame may lie before its own tick.
struct RingRead {
  Clock value;
  Clock result;
  int64_t reach = 0;

  /// The value's frames that the layer needs from earlier steps; not positive
  /// for none.
  int64_t getKeptFrames(const Schedule &schedule) const;
  /// The length of the value's ring.
  int64_t getSlots(const Schedule &schedule) const;

private:
  int64_t count(const Schedule &schedule, int64_t ticks) const;
};

/// `reach` for a layer that reads a value with this period.
int64_t getRingReach(const StreamGeometry &layer, int64_t period);

/// Where a value lies in the stream, seen from the network's input. All in
/// ticks.
struct StreamPosition {
  /// Of the input; as few as make the periods up to here whole.
  int64_t ticksPerFrame = 1;
  Clock clock;
  /// D: how far a frame's own time lies behind the input that it comes with.
  int64_t delay = 0;
  /// P: padding before the clip.
  int64_t padding = 0;
  /// A frame depends on all input frames before it.
  bool recurrent = false;

  bool operator==(const StreamPosition &) const = default;

  /// Of an input: its frames come from the first tick on.
  static StreamPosition ofInput(InputRate rate);
  /// The position of this value after the given layer.
  StreamPosition then(const StreamGeometry &layer,
                      int64_t framesPerStep = 1) const;
  /// The position of this value held back by some ticks.
  StreamPosition delayed(int64_t ticks) const;
  /// The same with more ticks a frame, a multiple of those it has.
  StreamPosition scaled(int64_t ticksPerFrame) const;
  bool hasPeriodOf(const StreamPosition &other) const;
};

/// The position of a join: frame j of one value meets frame j of the other. The
/// periods must be equal; the earlier value is taken to be delayed.
StreamPosition join(const StreamPosition &a, const StreamPosition &b);

/// "3 every 2 frames of the input", or "1 every frame".
std::string showRate(const StreamPosition &position);

} // namespace cocc::continual

#endif // COCC_DIALECT_STREAMGEOMETRY_H
