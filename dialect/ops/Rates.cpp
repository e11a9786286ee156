//===- Rates.cpp - Layers that give frames at another rate ----------------===//

#include "dialect/RateOps.h"
#include "dialect/ops/Recurrent.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

/// A kernel has a function for each phase.
static constexpr uint64_t mostPhases = 1 << 16;

StreamGeometry UpsampleOp::getStreamGeometry(unsigned) {
  return upsamplingGeometry(getFactor(), getMode() == "linear");
}

bool UpsampleOp::repeatsEdges(unsigned) { return getMode() == "linear"; }

LogicalResult ChannelsToTimeOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  int64_t channels = input.getDimSize(1), factor = adaptor.getFactor();
  if (channels % factor != 0)
    return emitOptionalError(location, "'factor' ", factor,
                             " does not divide the ", channels,
                             " channels of a frame ", showShape(input));
  if (adaptor.getFactor() > mostPhases)
    return emitOptionalError(location, "'factor' must be at most ", mostPhases);
  results.push_back(withChannels(input, channels / factor));
  return success();
}

StreamGeometry ChannelsToTimeOp::getStreamGeometry(unsigned) {
  return expandingGeometry(getFactor(), /*zeros=*/false);
}

LogicalResult TimeToChannelsOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  int64_t factor = adaptor.getFactor();
  if (factor > INT32_MAX / input.getDimSize(1))
    return emitOptionalError(location, "'factor' ", factor,
                             " makes more channels than ", INT32_MAX);
  results.push_back(withChannels(input, input.getDimSize(1) * factor));
  return success();
}

StreamGeometry TimeToChannelsOp::getStreamGeometry(unsigned) {
  return windowGeometry(getFactor(), getFactor(), 0, 0, 1);
}
