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

namespace cocc::continual {

/// How one layer relates its output frames to its input frames. Output j looks
/// at the `receptiveField` input frames from j*stride + skip - padBefore on,
/// and is made `lag` input frames after the newest of them has come. All but
/// `hold` in frames of the layer's input.
struct StreamGeometry {
  int64_t receptiveField = 1;
  int64_t stride = 1;
  /// Frames between two taps of the window; it has (R-1)/dilation + 1 taps.
  int64_t dilation = 1;
  int64_t padBefore = 0;
  /// Negative where the last frames are dropped.
  int64_t padAfter = 0;
  /// Frames by which the output is held back.
  int64_t lag = 0;
  /// Steps by which it is held back besides, fewer than from one frame of the
  /// input to the next.
  int64_t hold = 0;
  /// First input frames that no output looks at.
  int64_t skip = 0;
  /// The output depends on all frames before as well.
  bool recurrent = false;

  bool operator==(const StreamGeometry &) const = default;

  int64_t getTaps() const { return (receptiveField - 1) / dilation + 1; }
  /// The oldest frame that output 0 looks at; padding where it is negative.
  int64_t getFirst() const { return skip - padBefore; }
  /// D: how far an output's own frame lies behind the newest input.
  int64_t getDelay() const { return receptiveField - 1 - padBefore + lag; }
  /// W: the index of the input frame that completes output 0.
  int64_t getWarmUp() const { return getDelay() + skip; }
  /// True if the layer neither remembers frames nor drops any.
  bool isPointwise() const;
  /// Outputs of a clip of `frames` frames, the flush included.
  int64_t getFrames(int64_t frames) const;
  /// Outputs that have appeared after `frames` steps, without a flush.
  int64_t getFramesBeforeFlush(int64_t frames) const;
};

/// A window of `kernel` taps.
StreamGeometry windowGeometry(int64_t kernel, int64_t stride, int64_t padBefore,
                              int64_t padAfter, int64_t dilation);

/// `before` frames added in front of the clip and `after` behind it, where they
/// are negative taken away. Frames that are added in front come at the first
/// steps and hold back the others; a frame comes once it is sure not to be
/// among the last that are taken away.
StreamGeometry paddingGeometry(int64_t before, int64_t after);

/// The layer that `first` and then `second` make together. Associative. Its
/// dilation is 1: it looks at a range of frames, some of which neither may
/// read.
StreamGeometry compose(const StreamGeometry &first,
                       const StreamGeometry &second);

/// When a value's frames exist: frame j at step warmUp + j*period of the
/// network.
struct Clock {
  int64_t period = 1;
  int64_t warmUp = 0;

  bool operator==(const Clock &) const = default;
  int64_t getPhase() const { return warmUp % period; }
};

/// Where a value lies in the stream, seen from the network's input. All in
/// steps.
struct StreamPosition {
  Clock clock;
  /// D: how far a frame's own time lies behind the newest input frame.
  int64_t delay = 0;
  /// P: padding before the clip, in input frames.
  int64_t padding = 0;
  /// The same behind the clip; negative where frames are dropped.
  int64_t paddingAfter = 0;
  /// A frame made at step t depends on input frames t-oldest to t-newest.
  int64_t oldest = 0;
  int64_t newest = 0;
  /// On all before them as well.
  bool recurrent = false;

  bool operator==(const StreamPosition &) const = default;

  int64_t getReceptiveField() const { return oldest - newest + 1; }
  /// The position of this value after the given layer.
  StreamPosition then(const StreamGeometry &layer) const;
  /// The position of this value held back by `steps` steps.
  StreamPosition delayed(int64_t steps) const;
};

/// The position of a join: frame j of one value meets frame j of the other. The
/// periods must be equal; the earlier value is taken to be delayed.
StreamPosition join(const StreamPosition &a, const StreamPosition &b);

} // namespace cocc::continual

#endif // COCC_DIALECT_STREAMGEOMETRY_H
