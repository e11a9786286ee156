//===- Bins.cpp -----------------------------------------------------------===//

#include "dialect/ops/Bins.h"
#include "dialect/ops/Shapes.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace cocc::continual;

int64_t cocc::continual::getLongestBin(int64_t extent, int64_t bins) {
  int64_t longest = 0;
  for (int64_t bin = 0; bin < bins; ++bin) {
    int64_t first = bin * extent / bins;
    int64_t end = ((bin + 1) * extent + bins - 1) / bins;
    longest = std::max(longest, end - first);
  }
  return longest;
}

static LogicalResult checkBins(std::optional<Location> location, int64_t extent,
                               int64_t bins) {
  // Kernels find a bin's places in 32 bits.
  if (bins < INT32_MAX / (extent + 1))
    return success();
  return emitOptionalError(location, "cannot divide ", extent, " places into ",
                           bins, " bins: their product must be below ",
                           INT32_MAX);
}

LogicalResult cocc::continual::inferBins(std::optional<Location> location,
                                         RankedTensorType input,
                                         ArrayRef<int64_t> size,
                                         SmallVectorImpl<Type> &results) {
  size_t axes = input.getRank() - 2;
  if (axes == 0)
    return emitOptionalError(location, "a frame ", showShape(input),
                             " has no spatial axes to divide; in time, "
                             "avg_pool and max_pool look through a window");
  if (size.size() != 1 && size.size() != axes)
    return emitOptionalError(location, "'size' has ", size.size(),
                             " numbers; a frame ", showShape(input), " needs ",
                             axes, ", one per spatial axis, or one for all");
  SmallVector<int64_t> shape(input.getShape());
  for (auto [axis, bins] : llvm::enumerate(spreadOverAxes(size, axes))) {
    if (failed(checkBins(location, shape[axis + 2], bins)))
      return failure();
    shape[axis + 2] = bins;
  }
  results.push_back(input.clone(shape));
  return success();
}
