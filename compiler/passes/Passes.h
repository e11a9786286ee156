//===- Passes.h - The passes over continual networks ----------------------===//

#ifndef COCC_COMPILER_PASSES_PASSES_H
#define COCC_COMPILER_PASSES_PASSES_H

#include "dialect/NetworkOps.h"
#include "mlir/Pass/Pass.h"

namespace cocc {

#define GEN_PASS_DECL
#include "compiler/passes/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "compiler/passes/Passes.h.inc"

/// Reports that `pass` counted `amount` of `what` in `network`.
void reportStatistic(continual::NetworkOp network, llvm::StringRef pass,
                     llvm::StringRef what, int64_t amount);

/// Fails, with an error at the network, where it is not balanced yet.
llvm::LogicalResult requireBalanced(continual::NetworkOp network);

} // namespace cocc

#endif // COCC_COMPILER_PASSES_PASSES_H
