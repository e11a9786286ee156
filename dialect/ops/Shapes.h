//===- Shapes.h - Shapes in messages, and checks that layers share --------===//

#ifndef COCC_DIALECT_OPS_SHAPES_H
#define COCC_DIALECT_OPS_SHAPES_H

#include "dialect/ContinualInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"

namespace cocc::continual {

/// "[1, 8, 28, 28]".
std::string showShape(llvm::ArrayRef<int64_t> shape);
std::string showShape(mlir::Type type);

/// Checks the types of an operation's weights against its getWeightSpecs.
llvm::LogicalResult verifyWeights(mlir::Operation *op);

/// The weights of a layer that maps `in` channels to `out` at each of `taps`
/// taps; the weight's shape is {out, in, then `kernel`}.
void getChannelMapSpecs(int64_t in, int64_t out, llvm::ArrayRef<int64_t> kernel,
                        bool bias, llvm::SmallVectorImpl<WeightSpec> &specs);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_SHAPES_H
