//===- Positions.cpp - What depends on a frame's number -------------------===//

#include "dialect/AttentionOps.h"

using namespace mlir;
using namespace cocc::continual;

LogicalResult
PositionalEncodingOp::getWeightSpecs(Location location, ValueRange streams,
                                     DictionaryAttr attributes,
                                     SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  int64_t positions = attributes.getAs<IntegerAttr>("positions").getInt();
  // A row's number is kept as a float.
  constexpr int64_t most = 1 << 24;
  if (positions > most)
    return mlir::emitError(location)
           << "'positions' is " << positions << "; it must be at most " << most;
  specs.push_back({"value", {positions, input.getDimSize(1)}, -0.5f, 0.5f});
  return success();
}
