//===- TorchTensor.h - Dense tensors from bytes and strides ---------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHTENSOR_H
#define COCC_FRONTENDS_TORCH_TORCHTENSOR_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/Support/Error.h"

namespace cocc::frontends {

/// How a tensor lies in its bytes; strides and offset count elements.
struct TorchLayout {
  TorchType type = TorchType::Other;
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
  int64_t offset = 0;

  bool operator==(const TorchLayout &other) const = default;
};

/// 0 for a type whose values are not represented.
unsigned elementBytes(TorchType type);

/// How many elements the tensor has; more than 2^40 are an error, as are
/// negative sizes and strides, and more elements than lie in `bytes`.
llvm::Expected<uint64_t> checkLayout(const TorchLayout &layout, uint64_t bytes);

/// The tensor in little-endian `bytes`, whose layout has been checked.
TorchConstant makeDense(const TorchLayout &layout, llvm::StringRef bytes);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHTENSOR_H
