//===- LowerLinear.h - Products with matrices that are known --------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERLINEAR_H
#define COCC_FRONTENDS_TORCH_LOWERLINEAR_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The stream with the atoms `inner`, which are one axis or become one, times
/// `matrix` [inner, columns]. They are the last axis of the result.
Stream multiply(Call &call, Stream stream, llvm::ArrayRef<int> inner,
                const Constant &matrix);

/// torch.einsum, where one of two operands is known.
bool lowerEinsum(Call &call);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERLINEAR_H
