//===- LowerSlices.h - Parts of a dimension -------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERSLICES_H
#define COCC_FRONTENDS_TORCH_LOWERSLICES_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Places `start`, `start + step`, ... of a dimension, `count` of them.
struct Range {
  int64_t start = 0, count = 0, step = 1;
};

/// Without time. Where the dimension is the outer part of a frame's axis, its
/// places are runs of that axis.
Stream sliceFrame(Call &call, Stream input, int64_t dim, Range range);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERSLICES_H
