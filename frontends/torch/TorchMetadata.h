//===- TorchMetadata.h - Where a call comes from --------------------------===//
//
// The texts in which torch.export notes the lines of Python and the modules
// that led to a call.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHMETADATA_H
#define COCC_FRONTENDS_TORCH_TORCHMETADATA_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// The innermost line of a traceback that is not in PyTorch's own files.
std::optional<PythonLine> findUserLine(llvm::StringRef traceback);

/// Sets a node's module to the innermost of "key,path,class;key,path,class".
void readModuleStack(llvm::StringRef stack, TorchNode &node);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHMETADATA_H
