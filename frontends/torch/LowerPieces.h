//===- LowerPieces.h - Tensors that are written piece by piece ------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERPIECES_H
#define COCC_FRONTENDS_TORCH_LOWERPIECES_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Whether a call writes into the tensor that `parameter` is, and does not read
/// it.
bool writesInto(const Call &call, llvm::StringRef parameter);

/// The stream of what has been written. Fails where it is none: where frames of
/// two streams follow each other, or known ones differ.
std::optional<Stream> assemble(Call &call, const Assembled &assembled);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERPIECES_H
