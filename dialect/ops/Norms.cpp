//===- Norms.cpp - Layers that compare the elements of a frame ------------===//

#include "dialect/FrameOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// softmax and log_softmax
//===----------------------------------------------------------------------===//

/// Checks the attribute `axis`.
static LogicalResult checkAxis(Location location, ValueRange streams,
                               DictionaryAttr attributes) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  auto axis = attributes.getAs<IntegerAttr>("axis");
  if (axis && axis.getInt() >= input.getRank())
    return mlir::emitError(location) << "a frame " << showShape(input)
                                     << " has no axis " << axis.getInt();
  return success();
}

LogicalResult SoftmaxOp::getWeightSpecs(Location location, ValueRange streams,
                                        DictionaryAttr attributes,
                                        SmallVectorImpl<WeightSpec> &) {
  return checkAxis(location, streams, attributes);
}

LogicalResult SoftmaxOp::verify() { return verifyWeights(*this); }

LogicalResult LogSoftmaxOp::getWeightSpecs(Location location,
                                           ValueRange streams,
                                           DictionaryAttr attributes,
                                           SmallVectorImpl<WeightSpec> &) {
  return checkAxis(location, streams, attributes);
}

LogicalResult LogSoftmaxOp::verify() { return verifyWeights(*this); }

//===----------------------------------------------------------------------===//
// layer_norm and group_norm
//===----------------------------------------------------------------------===//

static bool isOn(DictionaryAttr attributes, StringRef name) {
  auto flag = attributes.getAs<BoolAttr>(name);
  return !flag || flag.getValue();
}

LogicalResult LayerNormOp::getWeightSpecs(Location location, ValueRange streams,
                                          DictionaryAttr attributes,
                                          SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  auto axes = attributes.getAs<DenseI64ArrayAttr>("axes").asArrayRef();
  std::vector<int64_t> shape;
  llvm::SmallDenseSet<int64_t> seen;
  for (int64_t axis : axes) {
    if (axis >= input.getRank())
      return mlir::emitError(location)
             << "a frame " << showShape(input) << " has no axis " << axis;
    if (!seen.insert(axis).second)
      return mlir::emitError(location) << "'axes' has " << axis << " twice";
    shape.push_back(input.getDimSize(axis));
  }
  if (axes.empty())
    return mlir::emitError(location) << "'axes' must have at least one axis";
  if (isOn(attributes, "affine"))
    getNormSpecs(shape, isOn(attributes, "bias"), specs);
  return success();
}

bool LayerNormOp::isPlaceByPlace(unsigned) {
  return !llvm::is_contained(getAxes(), getType().getRank() - 1);
}

LogicalResult GroupNormOp::getWeightSpecs(Location location, ValueRange streams,
                                          DictionaryAttr attributes,
                                          SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  int64_t groups = attributes.getAs<IntegerAttr>("groups").getInt();
  int64_t channels = input.getDimSize(1);
  if (channels % groups != 0)
    return mlir::emitError(location)
           << channels << " channels do not divide by "
           << "groups = " << groups;
  if (isOn(attributes, "affine"))
    getNormSpecs({channels}, /*bias=*/true, specs);
  return success();
}
