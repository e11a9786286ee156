//===- Weights.h - The values of a network's constants --------------------===//
//
// A `continual.weight` holds a few values in its text (`dense<...>`), many in a
// blob of the context that the text only names (`dense_resource<...>`).
// Everyone makes and reads weights through these functions and need not know
// which.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_WEIGHTS_H
#define COCC_DIALECT_WEIGHTS_H

#include "dialect/NetworkOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include <vector>

namespace cocc::continual {

/// The values of a weight in the order of its shape; they live as long as the
/// context. Empty, with an error at the weight, where the text it was read from
/// left them out.
llvm::ArrayRef<float> getWeightValues(WeightOp weight);

WeightOp createWeight(mlir::OpBuilder &builder, mlir::Location location,
                      llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                      std::vector<float> values);

/// A weight whose values stay where they are. `keptAlive` is released when the
/// context no longer needs them.
WeightOp createWeight(mlir::OpBuilder &builder, mlir::Location location,
                      llvm::StringRef name, llvm::ArrayRef<int64_t> shape,
                      llvm::ArrayRef<float> values,
                      std::shared_ptr<const void> keptAlive);

} // namespace cocc::continual

#endif // COCC_DIALECT_WEIGHTS_H
