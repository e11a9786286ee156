//===- Recurrent.cpp ------------------------------------------------------===//

#include "dialect/ops/Recurrent.h"
#include "dialect/ops/Shapes.h"
#include <cmath>

using namespace mlir;
using namespace cocc::continual;

RankedTensorType cocc::continual::withChannels(Type type, int64_t channels) {
  auto frame = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape(frame.getShape());
  shape[1] = channels;
  return frame.clone(shape);
}

static int64_t getNumber(DictionaryAttr attributes, StringRef name) {
  auto number = attributes.getAs<IntegerAttr>(name);
  return number ? number.getInt() : 0;
}

static bool getFlag(DictionaryAttr attributes, StringRef name, bool usual) {
  auto flag = attributes.getAs<BoolAttr>(name);
  return flag ? flag.getValue() : usual;
}

void cocc::continual::getRecurrentSpecs(int64_t gates, int64_t kept, Type input,
                                        DictionaryAttr attributes,
                                        SmallVectorImpl<WeightSpec> &specs) {
  int64_t in = cast<RankedTensorType>(input).getDimSize(1);
  int64_t channels = getNumber(attributes, "channels");
  int64_t projection = getNumber(attributes, "projection");
  int64_t output = projection > 0 ? projection : channels;
  std::string suffix = "_l" + std::to_string(getNumber(attributes, "layer"));
  if (getFlag(attributes, "reverse", false))
    suffix += "_reverse";
  // So that what is too large is told to be, and no small number.
  int64_t rows = gates * std::min(channels, INT64_MAX / gates);
  float bound = 1 / std::sqrt(static_cast<float>(channels));
  auto add = [&](const std::string &name, std::vector<int64_t> shape) {
    specs.push_back({name, std::move(shape), -bound, bound});
  };
  add("weight_ih" + suffix, {rows, in});
  add("weight_hh" + suffix, {rows, output});
  if (getFlag(attributes, "bias", true)) {
    add("bias_ih" + suffix, {rows});
    add("bias_hh" + suffix, {rows});
  }
  if (projection > 0)
    add("weight_hr" + suffix, {projection, channels});
  if (!getFlag(attributes, "initial", false))
    return;
  add("h_0", {output});
  if (kept > 1)
    add("c_0", {channels});
}

LogicalResult cocc::continual::inferAlongFrame(std::optional<Location> location,
                                               Type input, int64_t channels,
                                               int64_t sums,
                                               SmallVectorImpl<Type> &results) {
  if (cast<RankedTensorType>(input).getRank() < 3)
    return emitOptionalError(location, "a frame ", showShape(input),
                             " has no spatial axis to run along; along time "
                             "there are rnn, gru and lstm");
  results.push_back(withChannels(input, channels));
  double places = cast<RankedTensorType>(input).getShape().back();
  return checkRow(location, places * sums * channels);
}

Value cocc::continual::findRecurrentWeight(Operation *op, StringRef name) {
  SmallVector<WeightSpec> specs;
  if (succeeded(cast<StreamInterface>(op).getWeightSpecs(
          op->getLoc(), op->getOperands().take_front(1),
          op->getAttrDictionary(), specs)))
    for (auto [spec, operand] :
         llvm::zip_equal(specs, op->getOperands().drop_front()))
      if (StringRef(spec.name).rsplit("_l").first == name)
        return operand;
  return {};
}

int64_t cocc::continual::countRecurrentMacs(Operation *op) {
  auto result = cast<RankedTensorType>(op->getResult(0).getType());
  int64_t perPlace = 0;
  for (Value weight : op->getOperands().drop_front())
    if (auto type = cast<RankedTensorType>(weight.getType());
        type.getRank() == 2)
      perPlace += type.getNumElements();
  return perPlace * (result.getNumElements() / result.getDimSize(1));
}
