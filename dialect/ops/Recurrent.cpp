//===- Recurrent.cpp ------------------------------------------------------===//

#include "dialect/ops/Recurrent.h"
#include <cmath>

using namespace mlir;
using namespace cocc::continual;

RankedTensorType cocc::continual::withChannels(Type type, int64_t channels) {
  auto frame = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(frame.getShape());
  shape[1] = channels;
  return frame.clone(shape);
}

void cocc::continual::getRecurrentSpecs(int64_t gates, Type input,
                                        DictionaryAttr attributes,
                                        SmallVectorImpl<WeightSpec> &specs) {
  int64_t in = cast<RankedTensorType>(input).getDimSize(1);
  int64_t channels = attributes.getAs<IntegerAttr>("channels").getInt();
  auto layer = attributes.getAs<IntegerAttr>("layer");
  auto bias = attributes.getAs<BoolAttr>("bias");
  std::string suffix = "_l" + std::to_string(layer ? layer.getInt() : 0);
  int64_t rows = gates * channels;
  float bound = 1 / std::sqrt(static_cast<float>(channels));
  auto add = [&](StringRef name, std::vector<int64_t> shape) {
    specs.push_back({name.str() + suffix, std::move(shape), -bound, bound});
  };
  add("weight_ih", {rows, in});
  add("weight_hh", {rows, channels});
  if (bias && !bias.getValue())
    return;
  add("bias_ih", {rows});
  add("bias_hh", {rows});
}
