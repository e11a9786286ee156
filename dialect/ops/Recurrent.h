//===- Recurrent.h - What recurrent layers share
//---------------------------===//

#ifndef COCC_DIALECT_OPS_RECURRENT_H
#define COCC_DIALECT_OPS_RECURRENT_H

#include "dialect/ContinualInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"

namespace cocc::continual {

/// The frame `type` with another number of channels.
mlir::RankedTensorType withChannels(mlir::Type type, int64_t channels);

/// Weights as torch.nn.RNNBase calls them, with `gates` times as many rows as
/// the layer has channels.
void getRecurrentSpecs(int64_t gates, mlir::Type input,
                       mlir::DictionaryAttr attributes,
                       llvm::SmallVectorImpl<WeightSpec> &specs);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_RECURRENT_H
