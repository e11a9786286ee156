//===- Load.h - A network from any file that the compiler reads -----------===//

#ifndef COCC_FRONTENDS_LOAD_H
#define COCC_FRONTENDS_LOAD_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"

namespace cocc::frontends {

/// The module in the file at `path`, a description (.yaml, .yml) or its IR
/// (.mlir), with one `continual.network`. Puts the file into `sources`, which
/// must be empty, so that a mlir::SourceMgrDiagnosticHandler shows the lines
/// that diagnostics are about. Null, with errors reported, where the file is
/// wrong.
mlir::OwningOpRef<mlir::ModuleOp> load(llvm::StringRef path,
                                       mlir::MLIRContext &context,
                                       llvm::SourceMgr &sources);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_LOAD_H
