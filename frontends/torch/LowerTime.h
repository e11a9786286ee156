//===- LowerTime.h - More and fewer frames --------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERTIME_H
#define COCC_FRONTENDS_TORCH_LOWERTIME_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Without the clip's first `before` and last `behind` frames.
Stream cropTime(Call &call, const Stream &input, int64_t before,
                int64_t behind);

/// Every `step`-th frame from the first on.
Stream strideTime(Call &call, const Stream &input, int64_t step);

/// Each frame `factor` times, or frames on the way from one to the next.
Stream repeatFrames(Call &call, const Stream &input, int64_t factor,
                    bool linear);

/// Where a dimension has places of a frame behind time: as many more frames,
/// one behind the other. Any other stream stays as it is.
void giveTimeItsPlaces(Call &call, Stream &stream);

/// Each `count` frames as one, whose places are in the dimension of time behind
/// it.
Stream groupFrames(Call &call, const Stream &input, int64_t count);

/// The frames that are in the dimension of time behind it, one block for each
/// frame, added up where the blocks, a stride from one to the next, overlap.
/// `crop` are left out at either end; the sum has `frames`, or fails.
std::optional<Stream> overlapBlocks(Call &call, const Stream &input,
                                    int64_t stride, int64_t crop,
                                    llvm::ArrayRef<int64_t> frames);

/// Where `parameter` is a constant that grows by as much from each frame of
/// `like` to the next, of clips of each length: its frames, as a layer counts
/// them. Nothing where it is something else.
std::optional<Stream> countFrames(Call &call, const Stream &like,
                                  llvm::StringRef parameter);

/// With frames and places of `value` added, or taken away where negative: a
/// number per axis of the frame, time first.
Stream padFrames(Call &call, const Stream &input,
                 llvm::ArrayRef<int64_t> before, llvm::ArrayRef<int64_t> after,
                 llvm::StringRef mode, double value);

/// Pads a stream that has a fill, for a window. Fails where the fill is not
/// what the last window lacks.
bool settleFill(Call &call, Stream &stream,
                const continual::StreamGeometry &geometry);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERTIME_H
