//===- TorchReader.h - Reads what torch.export.save writes ----------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHREADER_H
#define COCC_FRONTENDS_TORCH_TORCHREADER_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Reads the content of a .pt2 file that PyTorch 2.13 saved. Says in `problem`
/// what is wrong where it returns nothing.
std::optional<TorchProgram> readTorchProgram(llvm::StringRef file,
                                             Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHREADER_H
