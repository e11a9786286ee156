//===- Channels.cpp - Layers within a frame -------------------------------===//

#include "dialect/FrameOps.h"
#include "dialect/NetworkOps.h"
#include "dialect/ops/Shapes.h"
#include <cmath>

using namespace mlir;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// linear
//===----------------------------------------------------------------------===//

LogicalResult LinearOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  SmallVector<int64_t> shape(input.getShape());
  shape[1] = adaptor.getChannels();
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult LinearOp::getWeightSpecs(Location, ValueRange streams,
                                       DictionaryAttr attributes,
                                       SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  auto channels = attributes.getAs<IntegerAttr>("channels");
  auto bias = attributes.getAs<BoolAttr>("bias");
  getChannelMapSpecs(input.getDimSize(1), channels.getInt(), {},
                     !bias || bias.getValue(), specs);
  return success();
}

unsigned LinearOp::getNumStreamOperands() { return 1; }

int64_t LinearOp::getMacs() {
  return getResult().getType().getNumElements() *
         getInput().getType().getDimSize(1);
}

LogicalResult LinearOp::verify() { return verifyWeights(*this); }

bool LinearOp::isPlaceByPlace(unsigned) { return true; }

//===----------------------------------------------------------------------===//
// matmul
//===----------------------------------------------------------------------===//

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  SmallVector<int64_t> shape(input.getShape());
  shape.back() = adaptor.getColumns();
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult MatmulOp::getWeightSpecs(Location, ValueRange streams,
                                       DictionaryAttr attributes,
                                       SmallVectorImpl<WeightSpec> &specs) {
  int64_t rows =
      cast<RankedTensorType>(streams.front().getType()).getShape().back();
  int64_t columns = attributes.getAs<IntegerAttr>("columns").getInt();
  float bound = 1.0f / std::sqrt(static_cast<float>(rows));
  specs.push_back({"weight", {rows, columns}, -bound, bound});
  return success();
}

unsigned MatmulOp::getNumStreamOperands() { return 1; }

int64_t MatmulOp::getMacs() {
  return getResult().getType().getNumElements() *
         getWeight().getType().getDimSize(0);
}

LogicalResult MatmulOp::verify() { return verifyWeights(*this); }

//===----------------------------------------------------------------------===//
// batch_norm and affine
//===----------------------------------------------------------------------===//

LogicalResult BatchNormOp::getWeightSpecs(Location, ValueRange streams,
                                          DictionaryAttr,
                                          SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  std::vector<int64_t> shape = {input.getDimSize(1)};
  specs.push_back({"weight", shape, 0.5f, 1.5f});
  specs.push_back({"bias", shape, -0.1f, 0.1f});
  specs.push_back({"running_mean", shape, -0.1f, 0.1f});
  specs.push_back({"running_var", shape, 0.5f, 1.5f});
  return success();
}

unsigned BatchNormOp::getNumStreamOperands() { return 1; }
bool BatchNormOp::isElementwise() { return true; }
LogicalResult BatchNormOp::verify() { return verifyWeights(*this); }

ChannelAffine BatchNormOp::getChannelAffine(ArrayRef<ArrayRef<float>> weights) {
  double eps = getEps().convertToDouble();
  ChannelAffine affine;
  for (auto [weight, bias, mean, variance] :
       llvm::zip_equal(weights[0], weights[1], weights[2], weights[3])) {
    double scale = weight / std::sqrt(variance + eps);
    affine.scale.push_back(scale);
    affine.shift.push_back(bias - mean * scale);
  }
  return affine;
}

unsigned AffineOp::getNumStreamOperands() { return 1; }
bool AffineOp::isElementwise() { return true; }

ChannelAffine AffineOp::getChannelAffine(ArrayRef<ArrayRef<float>> weights) {
  return {{weights[0].begin(), weights[0].end()},
          {weights[1].begin(), weights[1].end()}};
}

//===----------------------------------------------------------------------===//
// spatial_mean
//===----------------------------------------------------------------------===//

LogicalResult SpatialMeanOp::inferReturnTypes(MLIRContext *,
                                              std::optional<Location>,
                                              Adaptor adaptor,
                                              SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  SmallVector<int64_t> shape(input.getRank(), 1);
  shape[0] = input.getDimSize(0);
  shape[1] = input.getDimSize(1);
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}
