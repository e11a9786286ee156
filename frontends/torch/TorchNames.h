//===- TorchNames.h - Whether a program's names lead somewhere ------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHNAMES_H
#define COCC_FRONTENDS_TORCH_TORCHNAMES_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/Support/Error.h"

namespace cocc::frontends {

/// Puts in what the integers are that arguments have by name. Refuses a program
/// in which a call reads what no earlier call makes, a name is made twice, or a
/// tensor has no type or more elements than there can be.
llvm::Error resolveTorchNames(TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHNAMES_H
