//===- LowerAlign.h - Dimensions that correspond --------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERALIGN_H
#define COCC_FRONTENDS_TORCH_LOWERALIGN_H

#include "frontends/torch/LowerStream.h"

namespace cocc::frontends {

/// Splits the atoms of two dimensions of the same extent until they are alike;
/// false where they cannot be, or time meets something else.
bool matchAtoms(Stream &a, int64_t dim, Stream &b, int64_t otherDim);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERALIGN_H
