//===- LowerGather.h - Places of a frame, chosen by lists -----------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERGATHER_H
#define COCC_FRONTENDS_TORCH_LOWERGATHER_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// What some dimensions of a frame, taken as one, become: for each place of
/// `extents`, in order, the place from which it comes, or -1 for zero.
struct Places {
  Extents list;
  Extents extents;
};

/// Makes that of `dims`, none of which has time, and empties them in
/// `stream.dims`: returned are the dimensions that are to stand somewhere
/// instead, one for each of the extents.
std::vector<Atoms> gatherPlaces(Call &call, Stream &stream,
                                llvm::ArrayRef<int64_t> dims,
                                const Places &places);

/// The axis of the frame, of space where `isSpace`, that has just the atoms of
/// `dims`, to which the stream is brought.
int placeAxis(Call &call, Stream &stream, llvm::ArrayRef<int> atoms,
              bool isSpace = false);

/// Windows of `kernel` places along an axis of `extent`.
struct PlaceWindow {
  int64_t extent = 1, kernel = 1, stride = 1, dilation = 1, padding = 0;

  /// How many there are.
  int64_t count() const {
    return (extent + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
  }
  /// The place that tap `tap` of window `window` sees; -1 beyond the ends.
  int64_t at(int64_t tap, int64_t window) const {
    int64_t place = window * stride + tap * dilation - padding;
    return place < extent ? std::max<int64_t>(place, -1) : -1;
  }
};

/// Fails, with `why`, where one of `dims` has time.
bool refuseTime(Call &call, const Stream &stream, llvm::ArrayRef<int64_t> dims,
                const llvm::Twine &why);

/// Windows of frames as a last dimension, wherever time is.
std::optional<Stream> stackFrames(Call &call, Stream input,
                                  const PlaceWindow &window);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERGATHER_H
