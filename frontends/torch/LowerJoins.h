//===- LowerJoins.h - Tensors one behind the other ------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERJOINS_H
#define COCC_FRONTENDS_TORCH_LOWERJOINS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Streams and constants, of which one at least is a stream, side by side along
/// `dim`, which is not time.
std::optional<Stream> concatenate(Call &call, llvm::ArrayRef<Value> parts,
                                  int64_t dim);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERJOINS_H
