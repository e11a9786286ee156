//===- AttentionMask.h - What is added to products of queries and keys ----===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_ATTENTIONMASK_H
#define COCC_COMPILER_CODEGEN_KERNELS_ATTENTIONMASK_H

#include "llvm/ADT/ArrayRef.h"
#include <algorithm>
#include <vector>

namespace cocc {

/// A mask as it is, but for infinities, of which differences are no numbers:
/// instead it has less than any product of queries and keys.
inline std::vector<float> packMask(llvm::ArrayRef<float> values) {
  constexpr float hidden = -1e30f;
  std::vector<float> packed = values.vec();
  for (float &value : packed)
    value = std::max(value, hidden);
  return packed;
}

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_ATTENTIONMASK_H
