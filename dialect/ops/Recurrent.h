//===- Recurrent.h - What recurrent layers share --------------------------===//

#ifndef COCC_DIALECT_OPS_RECURRENT_H
#define COCC_DIALECT_OPS_RECURRENT_H

#include "dialect/ContinualInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"

namespace cocc::continual {

/// The frame `type` with another number of channels.
mlir::RankedTensorType withChannels(mlir::Type type, int64_t channels);

/// The channels of the output that a layer reads again, by its attributes:
/// those of its projection where it has one.
template <typename RecurrentT>
int64_t getOutputChannels(RecurrentT recurrent) {
  if constexpr (requires { recurrent.getProjection(); })
    if (recurrent.getProjection() > 0)
      return recurrent.getProjection();
  return recurrent.getChannels();
}

/// The channels of the result: the output, and the cell where it is asked for.
template <typename RecurrentT>
int64_t getResultChannels(RecurrentT recurrent) {
  int64_t channels = getOutputChannels(recurrent);
  if constexpr (requires { recurrent.getCell(); })
    if (recurrent.getCell())
      return std::min(channels, INT64_MAX / 2) +
             std::min<int64_t>(recurrent.getChannels(), INT64_MAX / 2);
  return channels;
}

/// Weights as torch.nn.RNNBase calls them, with `gates` times as many rows as
/// the layer has channels, and the initial state of what is `kept`.
void getRecurrentSpecs(int64_t gates, int64_t kept, mlir::Type input,
                       mlir::DictionaryAttr attributes,
                       llvm::SmallVectorImpl<WeightSpec> &specs);

/// The frame that a recurrent layer along the last axis of `input` makes, which
/// keeps `sums` numbers of each channel at each place. Says at `location` where
/// there is no such axis, or no room for them.
llvm::LogicalResult inferAlongFrame(std::optional<mlir::Location> location,
                                    mlir::Type input, int64_t channels,
                                    int64_t sums,
                                    llvm::SmallVectorImpl<mlir::Type> &results);

/// The operand that is the weight `name` (without the layer's number) of a
/// recurrent layer; null where it has none.
mlir::Value findRecurrentWeight(mlir::Operation *op, llvm::StringRef name);

/// Multiply-adds of all of a recurrent layer's matrices.
int64_t countRecurrentMacs(mlir::Operation *op);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_RECURRENT_H
