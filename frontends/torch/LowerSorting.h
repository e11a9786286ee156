//===- LowerSorting.h - Order along a dimension of the frame --------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERSORTING_H
#define COCC_FRONTENDS_TORCH_LOWERSORTING_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Gives, as result `result`, the place of the largest (least) element along
/// `dim`.
bool givePlaceOfExtreme(Call &call, Stream input, int64_t dim, bool isMax,
                        size_t result);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERSORTING_H
