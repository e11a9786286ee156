//===- Shapes.cpp ---------------------------------------------------------===//

#include "dialect/ops/Shapes.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;
using namespace cocc::continual;

std::string cocc::continual::showShape(ArrayRef<int64_t> shape) {
  std::string text = "[";
  llvm::raw_string_ostream stream(text);
  llvm::interleaveComma(shape, stream);
  return text + "]";
}

std::string cocc::continual::showShape(Type type) {
  return showShape(cast<RankedTensorType>(type).getShape());
}

SmallVector<int64_t> cocc::continual::spreadOverAxes(ArrayRef<int64_t> numbers,
                                                     unsigned axes) {
  if (numbers.size() == 1)
    return SmallVector<int64_t>(axes, numbers.front());
  return SmallVector<int64_t>(numbers);
}

LogicalResult cocc::continual::checkListLength(std::optional<Location> location,
                                               StringRef name, size_t length,
                                               RankedTensorType input) {
  size_t axes = input.getRank() - 1;
  if (length == 1 || length == axes)
    return success();
  return emitOptionalError(location, "'", name, "' has ", length,
                           " numbers; a frame ", showShape(input), " needs ",
                           axes, " (time first) or one for all axes");
}

LogicalResult cocc::continual::verifyWeights(Operation *op) {
  auto stream = cast<StreamInterface>(op);
  unsigned streams = stream.getNumStreamOperands();
  SmallVector<WeightSpec> specs;
  if (failed(stream.getWeightSpecs(op->getLoc(),
                                   op->getOperands().take_front(streams),
                                   op->getAttrDictionary(), specs)))
    return failure();
  if (op->getNumOperands() - streams != specs.size())
    return op->emitOpError() << "takes " << specs.size() << " weights, not "
                             << op->getNumOperands() - streams;
  for (auto [i, spec] : llvm::enumerate(specs)) {
    auto type = cast<RankedTensorType>(op->getOperand(streams + i).getType());
    if (type.getShape() != ArrayRef<int64_t>(spec.shape))
      return op->emitOpError()
             << "needs '" << spec.name << "' of shape " << showShape(spec.shape)
             << ", not " << showShape(type);
  }
  return success();
}

bool cocc::continual::isPerChannel(ArrayRef<int64_t> shape) {
  return llvm::all_of(shape.drop_front(),
                      [](int64_t extent) { return extent == 1; });
}

void cocc::continual::getNormSpecs(std::vector<int64_t> shape, bool bias,
                                   SmallVectorImpl<WeightSpec> &specs) {
  specs.push_back({"weight", shape, 0.5f, 1.5f});
  if (bias)
    specs.push_back({"bias", std::move(shape), -0.1f, 0.1f});
}

void cocc::continual::getChannelMapSpecs(int64_t in, int64_t out,
                                         ArrayRef<int64_t> kernel, bool bias,
                                         SmallVectorImpl<WeightSpec> &specs) {
  double fanIn =
      in; // Absurd kernels must not overflow before they are refused.
  for (int64_t extent : kernel)
    fanIn *= extent;
  float bound = 1.0f / std::sqrt(static_cast<float>(fanIn));
  std::vector<int64_t> shape = {out, in};
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  specs.push_back({"weight", std::move(shape), -bound, bound});
  if (bias)
    specs.push_back({"bias", {out}, -bound, bound});
}

FailureOr<GroupedChannels>
cocc::continual::getGroupedChannels(Location location, int64_t in,
                                    DictionaryAttr attributes) {
  auto integer = [&](StringRef name) {
    auto attribute = attributes.getAs<IntegerAttr>(name);
    return attribute ? attribute.getInt() : 1;
  };
  auto bias = attributes.getAs<BoolAttr>("bias");
  GroupedChannels channels = {in, integer("channels"), integer("groups"),
                              !bias || bias.getValue()};
  if (channels.in % channels.groups == 0 && channels.out % channels.groups == 0)
    return channels;
  return mlir::emitError(location)
         << in << " input channels and " << channels.out
         << " output channels do not both divide by groups = "
         << channels.groups;
}

LogicalResult cocc::continual::checkRow(std::optional<Location> location,
                                        double floats) {
  constexpr double most = 1 << 20;
  if (floats <= most)
    return success();
  return emitOptionalError(location, "a row of ", static_cast<int64_t>(floats),
                           " numbers is too large: a kernel keeps at most ",
                           static_cast<int64_t>(most), " on the stack");
}
