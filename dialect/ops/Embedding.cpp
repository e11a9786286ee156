//===- Embedding.cpp ------------------------------------------------------===//

#include "dialect/IndexOps.h"
#include "dialect/WholeNumbers.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

LogicalResult EmbeddingOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (input.getDimSize(1) != 1)
    return emitOptionalError(location,
                             "takes one row at each place, so a "
                             "frame of one channel, not ",
                             showShape(input));
  SmallVector<int64_t> shape(input.getShape());
  shape[1] = adaptor.getChannels();
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult EmbeddingOp::getWeightSpecs(Location location, ValueRange,
                                          DictionaryAttr attributes,
                                          SmallVectorImpl<WeightSpec> &specs) {
  int64_t rows = attributes.getAs<IntegerAttr>("rows").getInt();
  int64_t channels = attributes.getAs<IntegerAttr>("channels").getInt();
  if (rows > mostIndices)
    return mlir::emitError(location)
           << "has " << rows << " rows; float32 can name " << mostIndices;
  specs.push_back({"weight", {rows, channels}, -1.0f, 1.0f});
  return success();
}

unsigned EmbeddingOp::getNumStreamOperands() { return 1; }

LogicalResult EmbeddingOp::verify() { return verifyWeights(*this); }
