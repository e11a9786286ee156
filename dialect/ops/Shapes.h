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

/// A list with a number for each of `axes` axes, or one for all.
llvm::SmallVector<int64_t> spreadOverAxes(llvm::ArrayRef<int64_t> numbers,
                                          unsigned axes);

/// Checks that the list `name` of `length` numbers is such a list for the time
/// and space of `input`.
llvm::LogicalResult checkListLength(std::optional<mlir::Location> location,
                                    llvm::StringRef name, size_t length,
                                    mlir::RankedTensorType input);

/// Checks the types of an operation's weights against its getWeightSpecs.
llvm::LogicalResult verifyWeights(mlir::Operation *op);

/// Kernels keep what they make of a row on the stack: checks that `floats`
/// numbers have room there.
llvm::LogicalResult checkRow(std::optional<mlir::Location> location,
                             double floats);

/// Whether a constant of this shape (a frame's without the batch) has one
/// number for each channel, or one for all.
bool isPerChannel(llvm::ArrayRef<int64_t> shape);

/// Adds the weights of a normalisation, `weight` and, with `bias`, `bias`, to
/// `specs`: near one and near zero.
void getNormSpecs(std::vector<int64_t> shape, bool bias,
                  llvm::SmallVectorImpl<WeightSpec> &specs);

/// The weights of a layer that maps `in` channels to `out` at each of `taps`
/// taps; the weight's shape is {out, in, then `kernel`}.
void getChannelMapSpecs(int64_t in, int64_t out, llvm::ArrayRef<int64_t> kernel,
                        bool bias, llvm::SmallVectorImpl<WeightSpec> &specs);

/// The attributes of convolutions' weights.
struct GroupedChannels {
  int64_t in = 1, out = 1, groups = 1;
  bool bias = true;
};

/// Those of a layer over frames of `in` channels; fails, with an error, where
/// the groups do not divide the channels.
mlir::FailureOr<GroupedChannels>
getGroupedChannels(mlir::Location location, int64_t in,
                   mlir::DictionaryAttr attributes);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_SHAPES_H
