//===- Constants.cpp - Layers that meet each element with a constant ------===//

#include "dialect/FrameOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// add_constant and mul_constant
//===----------------------------------------------------------------------===//

/// The constant `value`, drawn from between `low` and `high`, if its shape
/// broadcasts to the frame's.
static LogicalResult getConstantSpec(Location location, ValueRange streams,
                                     DictionaryAttr attributes, float low,
                                     float high,
                                     SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  ArrayRef<int64_t> frame = input.getShape().drop_front();
  auto shape = attributes.getAs<DenseI64ArrayAttr>("shape").asArrayRef();
  bool fits = shape.size() == frame.size();
  for (size_t axis = 0; fits && axis < frame.size(); ++axis)
    fits = shape[axis] == 1 || shape[axis] == frame[axis];
  if (!fits)
    return mlir::emitError(location)
           << "a constant " << showShape(shape) << " does not fit a frame "
           << showShape(input) << ": without the batch it must be "
           << showShape(frame) << ", or 1 where it is the same all along";
  specs.push_back({"value", shape.vec(), low, high});
  return success();
}

/// `values` for each of the frame's channels.
static std::vector<double> spreadOverChannels(ArrayRef<float> values,
                                              RankedTensorType frame) {
  if (values.size() == 1)
    return std::vector<double>(frame.getDimSize(1), values.front());
  return std::vector<double>(values.begin(), values.end());
}

LogicalResult
AddConstantOp::getWeightSpecs(Location location, ValueRange streams,
                              DictionaryAttr attributes,
                              SmallVectorImpl<WeightSpec> &specs) {
  return getConstantSpec(location, streams, attributes, -0.5f, 0.5f, specs);
}

ChannelAffine
AddConstantOp::getChannelAffine(ArrayRef<ArrayRef<float>> weights) {
  std::vector<double> shift = spreadOverChannels(weights[0], getType());
  return {std::vector<double>(shift.size(), 1.0), shift};
}

LogicalResult
MulConstantOp::getWeightSpecs(Location location, ValueRange streams,
                              DictionaryAttr attributes,
                              SmallVectorImpl<WeightSpec> &specs) {
  return getConstantSpec(location, streams, attributes, 0.5f, 1.5f, specs);
}

ChannelAffine
MulConstantOp::getChannelAffine(ArrayRef<ArrayRef<float>> weights) {
  std::vector<double> scale = spreadOverChannels(weights[0], getType());
  return {scale, std::vector<double>(scale.size(), 0.0)};
}

//===----------------------------------------------------------------------===//
// scale
//===----------------------------------------------------------------------===//

ChannelAffine ScaleOp::getChannelAffine(ArrayRef<ArrayRef<float>>) {
  size_t channels = getType().getDimSize(1);
  return {std::vector<double>(channels, getFactor().convertToDouble()),
          std::vector<double>(channels, getOffset().convertToDouble())};
}

OpFoldResult ScaleOp::fold(FoldAdaptor) {
  bool isIdentity = getFactor().isExactlyValue(1.0) && getOffset().isZero();
  return isIdentity ? getInput() : OpFoldResult();
}

//===----------------------------------------------------------------------===//
// prelu
//===----------------------------------------------------------------------===//

LogicalResult PreluOp::getWeightSpecs(Location location, ValueRange streams,
                                      DictionaryAttr attributes,
                                      SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  auto given = attributes.getAs<IntegerAttr>("channels");
  int64_t channels = given ? given.getInt() : 1;
  if (channels != 1 && channels != input.getDimSize(1))
    return mlir::emitError(location)
           << "'channels' is " << channels << "; for a frame "
           << showShape(input) << " it must be 1 or " << input.getDimSize(1);
  specs.push_back({"weight", {channels}, 0.0f, 0.5f});
  return success();
}
