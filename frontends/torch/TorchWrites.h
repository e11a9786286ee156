//===- TorchWrites.h - Calls that take the place of writes ----------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHWRITES_H
#define COCC_FRONTENDS_TORCH_TORCHWRITES_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/ADT/ArrayRef.h"

namespace cocc::frontends {

/// In the place of `node`, "cocc.write": its first tensor with the second in
/// the place that `parts`, one of the other, take of the first. Tensors are to
/// be named.
TorchNode callOfWrite(const TorchNode &node,
                      llvm::ArrayRef<const TorchNode *> parts);

/// "cocc.unview": what `form` shows a tensor in, back in the tensor's own form.
/// The tensor is to be named.
TorchNode callOfUnview(const TorchNode &form);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHWRITES_H
