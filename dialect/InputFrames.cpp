//===- InputFrames.cpp ----------------------------------------------------===//

#include "dialect/InputFrames.h"
#include "dialect/WholeNumbers.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace mlir;
using namespace cocc::continual;

static constexpr llvm::StringLiteral typeName = "continual.type";
static constexpr llvm::StringLiteral limitName = "continual.limit";
static constexpr llvm::StringLiteral shapeName = "continual.shape";
static constexpr llvm::StringLiteral rateName = "continual.rate";
static constexpr llvm::StringLiteral offsetName = "continual.offset";

static RankedTensorType getType(NetworkOp network, unsigned index) {
  return cast<RankedTensorType>(network.getArgumentTypes()[index]);
}

InputFrame cocc::continual::getInputFrame(NetworkOp network, unsigned index) {
  InputFrame frame;
  if (auto type = network.getArgAttrOfType<StringAttr>(index, typeName))
    frame.type = type.getValue();
  if (auto limit = network.getArgAttrOfType<IntegerAttr>(index, limitName))
    frame.limit = limit.getInt();
  if (auto offset = network.getArgAttrOfType<IntegerAttr>(index, offsetName))
    frame.offset = offset.getInt();
  if (auto rate = network.getArgAttrOfType<DenseI64ArrayAttr>(index, rateName);
      rate && rate.size() == 2)
    frame.rate = {rate[0], rate[1]};
  auto shape = network.getArgAttrOfType<DenseI64ArrayAttr>(index, shapeName);
  frame.shape.assign(shape ? shape.asArrayRef()
                           : getType(network, index).getShape());
  return frame;
}

void cocc::continual::setInputFrame(NetworkOp network, unsigned index,
                                    const InputFrame &frame) {
  Builder builder(network.getContext());
  auto set = [&](StringRef name, bool says, Attribute attribute) {
    if (says)
      network.setArgAttr(index, name, attribute);
    else
      network.removeArgAttr(index, name);
  };
  set(typeName, frame.isWhole(), builder.getStringAttr(frame.type));
  set(limitName, frame.limit != 0, builder.getI64IntegerAttr(frame.limit));
  set(shapeName, ArrayRef(frame.shape) != getType(network, index).getShape(),
      builder.getDenseI64ArrayAttr(frame.shape));
  set(rateName, !frame.rate.isOne(),
      builder.getDenseI64ArrayAttr({frame.rate.frames, frame.rate.every}));
  set(offsetName, frame.offset != 0, builder.getI64IntegerAttr(frame.offset));
}

int64_t cocc::continual::getStepMultiple(NetworkOp network) {
  int64_t multiple = 1;
  for (unsigned index = 0; index < network.getNumArguments(); ++index)
    multiple = std::lcm(multiple, getInputFrame(network, index).rate.every);
  return multiple;
}

std::string cocc::continual::refuseStepFrames(NetworkOp network) {
  int64_t step = network.getStepFrames();
  for (unsigned index = 0; index < network.getNumArguments(); ++index) {
    InputRate rate = getInputFrame(network, index).rate;
    if (!rate.divides(step))
      return ("input '" + network.getInputName(index) + "' has " +
              Twine(rate.frames) + " to every " + Twine(rate.every) +
              " frames that a step counts, and a step counts " + Twine(step) +
              "; it must be a multiple of " + Twine(getStepMultiple(network)))
          .str();
  }
  return "";
}

/// Whether an attribute says a rate in lowest terms.
static bool isRate(Attribute attribute) {
  auto rate = dyn_cast<DenseI64ArrayAttr>(attribute);
  return rate && rate.size() == 2 && rate[0] > 0 && rate[0] <= mostRate &&
         rate[1] > 0 && rate[1] <= mostRate && std::gcd(rate[0], rate[1]) == 1;
}

LogicalResult cocc::continual::verifyInputFrames(NetworkOp network) {
  for (unsigned index = 0; index < network.getNumArguments(); ++index) {
    InputFrame frame = getInputFrame(network, index);
    auto fail = [&](const Twine &what) {
      return network.emitOpError("has an input '")
             << network.getInputName(index) << "' " << what;
    };
    if (!llvm::is_contained({"float32", "int32", "int64"}, frame.type))
      return fail("of type '" + frame.type +
                  "'; it is float32, int32 or int64");
    if (frame.limit < 0 || frame.limit > mostIndices)
      return fail("with a limit that is not from 0 to " + Twine(mostIndices));
    Attribute rate = network.getArgAttr(index, rateName);
    if (rate && !isRate(rate))
      return fail("whose rate is not two numbers from 1 to " + Twine(mostRate) +
                  " in lowest terms");
    int64_t elements = 1;
    for (int64_t extent : frame.shape)
      elements *= extent;
    // Without that attribute it is as the network has it, which is verified
    // where it is declared.
    if (!network.getArgAttr(index, shapeName))
      continue;
    if (frame.shape.empty() || frame.shape.size() > 4 ||
        elements != getType(network, index).getNumElements())
      return fail("whose caller's frame has another number of elements");
  }
  return success();
}
