//===- Importer.h - From a description to continual IR --------------------===//
//
// Knows no operator by name but the joins that containers stand for: an
// operator's record in the dialect says what its attributes, weights and result
// are.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_IMPORTER_H
#define COCC_FRONTENDS_IMPORTER_H

#include "frontends/NetworkDescription.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace cocc::frontends {

/// A module with the network as a `continual.network`. Each operation's
/// location is its layer's path at its place in `file`. Null, with errors
/// reported at their places, where the description is wrong.
mlir::OwningOpRef<mlir::ModuleOp>
importNetwork(const NetworkDescription &description, llvm::StringRef file,
              mlir::MLIRContext &context);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_IMPORTER_H
