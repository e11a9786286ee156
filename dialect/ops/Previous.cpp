//===- Previous.cpp -------------------------------------------------------===//

#include "dialect/TimeOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

LogicalResult PreviousOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location> location,
                                           Adaptor adaptor,
                                           SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  ArrayRef<int64_t> shape = adaptor.getShape();
  if (!shape.empty() && shape != input.getShape())
    return emitOptionalError(location, "'shape' is ", showShape(shape),
                             ", the frames that it reads are ",
                             showShape(input));
  results.push_back(input);
  return success();
}

LogicalResult PreviousOp::getWeightSpecs(Location, ValueRange streams,
                                         DictionaryAttr attributes,
                                         SmallVectorImpl<WeightSpec> &specs) {
  auto initial = attributes.getAs<BoolAttr>("initial");
  auto frame = cast<RankedTensorType>(streams.front().getType());
  if (initial && initial.getValue())
    specs.push_back({"initial", frame.getShape().vec(), -0.5f, 0.5f});
  return success();
}

LogicalResult PreviousOp::verify() { return verifyWeights(*this); }

unsigned PreviousOp::getNumStreamOperands() { return 1; }

float PreviousOp::getPaddingValue(unsigned) {
  return getValue().convertToDouble();
}

StreamGeometry PreviousOp::getStreamGeometry(unsigned) {
  return paddingGeometry(1, -1);
}
