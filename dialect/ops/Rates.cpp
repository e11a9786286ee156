//===- Rates.cpp - Layers that give frames at another rate ----------------===//

#include "dialect/RateOps.h"
#include "dialect/ops/Recurrent.h"
#include "dialect/ops/Shapes.h"
#include "dialect/ops/TransposedWindow.h"

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
  return expandingGeometry(getFactor());
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

LogicalResult OverlapAddOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> location,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  int64_t channels = input.getDimSize(1), size = adaptor.getSize();
  if (channels % size != 0)
    return emitOptionalError(location, "'size' ", size, " does not divide the ",
                             channels, " channels of a frame ",
                             showShape(input));
  if (adaptor.getStride() > mostPhases)
    return emitOptionalError(location, "'stride' must be at most ", mostPhases);
  results.push_back(withChannels(input, channels / size));
  return success();
}

/// That of a transposed convolution, each of whose taps is a channel.
StreamGeometry OverlapAddOp::getStreamGeometry(unsigned) {
  TransposedAxis time;
  time.kernel = getSize();
  time.stride = getStride();
  time.crop = getCrop();
  time.cropAfter = getCropAfter();
  return time.getStreamGeometry();
}

/// Padding with zeros gives frames back that are cropped.
LogicalResult OverlapAddOp::padInput(ArrayRef<int64_t> before,
                                     ArrayRef<int64_t> after, double value) {
  auto isZero = [](int64_t number) { return number == 0; };
  int64_t crop = getCrop() - before[0] * int64_t(getStride());
  int64_t cropAfter = getCropAfter() - after[0] * int64_t(getStride());
  if (value != 0 || before[0] < 0 || after[0] < 0 || crop < 0 ||
      cropAfter < 0 || !llvm::all_of(before.drop_front(), isZero) ||
      !llvm::all_of(after.drop_front(), isZero))
    return failure();
  setCrop(crop);
  setCropAfter(cropAfter);
  return success();
}

int64_t OverlapAddOp::dropLastFrames(int64_t frames) {
  setCropAfter(getCropAfter() + frames);
  return frames;
}

int64_t OverlapAddOp::dropFirstFrames(int64_t frames) {
  setCrop(getCrop() + frames);
  return frames;
}
