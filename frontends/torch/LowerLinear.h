//===- LowerLinear.h - Products with matrices -----------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERLINEAR_H
#define COCC_FRONTENDS_TORCH_LOWERLINEAR_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The stream with the atoms `inner`, which are one axis or become one, times
/// `matrix` [inner, columns]. They are the last axis of the result.
Stream multiply(Call &call, Stream stream, llvm::ArrayRef<int> inner,
                const Constant &matrix);

/// torch.einsum and torch.matmul.
bool lowerEinsum(Call &call);
bool lowerMatmul(Call &call);
/// beta * self + alpha * mat1 @ mat2.
bool lowerAddedProduct(Call &call);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERLINEAR_H
