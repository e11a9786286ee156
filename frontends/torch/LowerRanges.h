//===- LowerRanges.h - Places in a clip -----------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERRANGES_H
#define COCC_FRONTENDS_TORCH_LOWERRANGES_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// A place in a clip of any length.
struct TimePlace {
  /// What the program means by a number: a frame, or where a range begins or
  /// ends.
  enum Role { Frame, Start, End };

  /// Whether the distance counts from behind the clip's last frame, or else
  /// from its first.
  bool isFromEnd = false;
  int64_t distance = 0;
  /// Where it is in the example clips.
  Frames at;
};

/// Frames from `start` up to `end`.
struct TimeRange {
  TimePlace start, end;
};

/// The place that the program gives as `given`, for each length of a clip of
/// `frames`; nothing where it depends on the length in another way. With one
/// length alone, a number that the program knows as one of frames is taken to
/// come from the length.
std::optional<TimePlace> findPlace(const Call &call, Frames given,
                                   llvm::ArrayRef<int64_t> frames,
                                   TimePlace::Role role);

/// The same of both ends. Fails where there is no such place.
std::optional<TimeRange> findRange(Call &call, const Frames &start,
                                   const Frames &end,
                                   llvm::ArrayRef<int64_t> frames);

/// The range that a slice or narrow takes of a clip of `frames`.
std::optional<TimeRange> readTimeRange(Call &call,
                                       llvm::ArrayRef<int64_t> frames);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERRANGES_H
