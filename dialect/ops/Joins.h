//===- Joins.h - What layers over several streams share -------------------===//

#ifndef COCC_DIALECT_OPS_JOINS_H
#define COCC_DIALECT_OPS_JOINS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ValueRange.h"

namespace cocc::continual {

/// Infers the shape to which all inputs broadcast. A pair has just two. Says at
/// `location` what does not fit.
llvm::LogicalResult inferBroadcast(std::optional<mlir::Location> location,
                                   mlir::ValueRange inputs, bool isPair,
                                   llvm::SmallVectorImpl<mlir::Type> &results);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_JOINS_H
