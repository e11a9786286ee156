//===- TorchWeights.h - The values of a program's constants ---------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHWEIGHTS_H
#define COCC_FRONTENDS_TORCH_TORCHWEIGHTS_H

#include "frontends/torch/TorchArchive.h"
#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Reads what `program.constantNames` asks for. `root` is the archive's folder
/// with its slash, `model` the program's name in it.
llvm::Error readTorchConstants(TorchArchive &archive, llvm::StringRef root,
                               llvm::StringRef model, TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHWEIGHTS_H
