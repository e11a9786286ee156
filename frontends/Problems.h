//===- Problems.h - Mistakes in a file as MLIR's diagnostics --------------===//

#ifndef COCC_FRONTENDS_PROBLEMS_H
#define COCC_FRONTENDS_PROBLEMS_H

#include "frontends/NetworkDescription.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace cocc::frontends {

mlir::FileLineColLoc locate(mlir::MLIRContext &context, llvm::StringRef file,
                            const Place &place);

/// Reports a mistake in `file`, with notes that say which blocks led there.
void emitProblem(mlir::MLIRContext &context, llvm::StringRef file,
                 const Problem &problem);

/// The first diagnostic that `action` emits; none of them is reported.
std::string captureDiagnostic(mlir::MLIRContext &context,
                              llvm::function_ref<void()> action);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_PROBLEMS_H
