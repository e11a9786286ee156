//===- LowerAliases.h - Operators that PyTorch has twice ------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERALIASES_H
#define COCC_FRONTENDS_TORCH_LOWERALIASES_H

#include "llvm/ADT/StringRef.h"

namespace cocc::frontends {

/// The name by which tables know an operator with such an overload.
llvm::StringRef usualName(llvm::StringRef op, llvm::StringRef overload);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERALIASES_H
