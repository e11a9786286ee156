//===- Upsampling.cpp - Layers that make more places of a frame -----------===//

#include "dialect/UpsamplingOps.h"
#include "dialect/ops/Shapes.h"
#include "dialect/ops/TransposedWindow.h"

using namespace mlir;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// conv_transpose: shapes
//===----------------------------------------------------------------------===//

/// Kernels tell the phases of a stride one by one.
static constexpr int64_t mostPhases = 1 << 10;

static LogicalResult checkLengths(std::optional<Location> location,
                                  ConvTransposeOp::Adaptor conv,
                                  RankedTensorType input) {
  const std::pair<StringRef, ArrayRef<int64_t>> lists[] = {
      {"kernel", conv.getKernel()},
      {"stride", conv.getStride()},
      {"crop", conv.getCrop()},
      {"output_padding", conv.getOutputPadding()},
      {"dilation", conv.getDilation()}};
  for (auto [name, list] : lists)
    if (failed(checkListLength(location, name, list.size(), input)))
      return failure();
  ArrayRef<int64_t> after = conv.getCropAfter();
  return after.empty()
             ? success()
             : checkListLength(location, "crop_after", after.size(), input);
}

/// As PyTorch has it: more would be places that no tap reaches in any phase.
static LogicalResult checkOutputPadding(std::optional<Location> location,
                                        const TransposedAxis &axis) {
  int64_t most = std::max(axis.stride, axis.dilation);
  if (axis.outputPadding < most || axis.outputPadding == 0)
    return success();
  return emitOptionalError(location,
                           "'output_padding' must be smaller than either "
                           "stride or dilation, so less than ",
                           most, ", not ", axis.outputPadding);
}

LogicalResult ConvTransposeOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (failed(checkLengths(location, adaptor, input)))
    return failure();
  SmallVector<TransposedAxis> axes = getTransposedAxes(adaptor);
  for (const TransposedAxis &axis : axes)
    if (failed(checkOutputPadding(location, axis)))
      return failure();
  if (axes.front().stride > mostPhases)
    return emitOptionalError(location, "'stride' must be at most ", mostPhases);
  SmallVector<int64_t> shape = {input.getDimSize(0),
                                static_cast<int64_t>(adaptor.getChannels())};
  for (size_t axis = 1; axis < axes.size(); ++axis) {
    if (axes[axis].stride > mostPhases)
      return emitOptionalError(location, "'stride' must be at most ",
                               mostPhases);
    std::optional<int64_t> extent =
        axes[axis].getExtent(input.getDimSize(axis + 1));
    if (!extent || *extent > INT32_MAX)
      return emitOptionalError(location, "spatial axis ", axis - 1,
                               " of the result is too large: at most ",
                               INT32_MAX, " places are possible");
    if (*extent < 1)
      return emitOptionalError(location,
                               "'crop' leaves nothing of spatial "
                               "axis ",
                               axis - 1);
    shape.push_back(*extent);
  }
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  double places = shape.size() > 2 ? shape.back() : 1;
  return checkRow(location, places * shape[1]);
}

LogicalResult
ConvTransposeOp::getWeightSpecs(Location location, ValueRange streams,
                                DictionaryAttr attributes,
                                SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  auto channels = getGroupedChannels(location, input.getDimSize(1), attributes);
  if (failed(channels))
    return failure();
  auto kernel = attributes.getAs<DenseI64ArrayAttr>("kernel");
  getChannelMapSpecs(channels->out / channels->groups, channels->in,
                     spreadOverAxes(kernel, input.getRank() - 1),
                     /*bias=*/false, specs);
  const WeightSpec &weight = specs.back();
  if (channels->bias)
    specs.push_back({"bias", {channels->out}, weight.low, weight.high});
  return success();
}

unsigned ConvTransposeOp::getNumStreamOperands() { return 1; }

int64_t ConvTransposeOp::getMacs() {
  SmallVector<TransposedAxis> axes = getTransposedAxes(*this);
  int64_t taps = 1;
  for (const TransposedAxis &axis : axes)
    taps *= axis.kernel;
  int64_t macs = getInput().getType().getNumElements() *
                 (getChannels() / getGroups()) * taps;
  return llvm::divideCeil(macs, axes.front().stride);
}

LogicalResult ConvTransposeOp::verify() { return verifyWeights(*this); }

//===----------------------------------------------------------------------===//
// conv_transpose: what it reads
//===----------------------------------------------------------------------===//

StreamGeometry ConvTransposeOp::getStreamGeometry(unsigned) {
  return getTransposedAxes(*this).front().getStreamGeometry();
}

Halo ConvTransposeOp::getHalo(unsigned) {
  Halo halo;
  ArrayRef<int64_t> from = getInput().getType().getShape().drop_front(2);
  ArrayRef<int64_t> to = getResult().getType().getShape().drop_front(2);
  for (auto [i, axis] :
       llvm::enumerate(ArrayRef(getTransposedAxes(*this)).drop_front())) {
    int64_t last = axis.getFirst() + axis.countGroups(to[i]) - 1;
    for (const Phase &phase : axis.getPhases()) {
      if (phase.count == 0)
        continue;
      int64_t farthest = phase.behind + (phase.count - 1) * axis.getAdvance();
      halo.before[i] = std::max(halo.before[i], farthest - axis.getFirst());
      halo.after[i] =
          std::max(halo.after[i], last - phase.behind - (from[i] - 1));
    }
  }
  return halo;
}

/// Padding with zeros gives places back that are cropped.
LogicalResult ConvTransposeOp::padInput(ArrayRef<int64_t> before,
                                        ArrayRef<int64_t> after, double value) {
  if (value != 0)
    return failure();
  SmallVector<int64_t> crop, cropAfter;
  for (auto [axis, first, last] :
       llvm::zip_equal(getTransposedAxes(*this), before, after)) {
    crop.push_back(axis.crop - first * axis.stride);
    cropAfter.push_back(axis.cropAfter - last * axis.stride);
    if (first < 0 || last < 0 || crop.back() < 0 || cropAfter.back() < 0)
      return failure();
  }
  setCrop(crop);
  setCropAfter(cropAfter);
  return success();
}

/// Frames that are dropped are cropped, however many there are.
int64_t ConvTransposeOp::dropLastFrames(int64_t frames) {
  SmallVector<int64_t> cropAfter;
  for (const TransposedAxis &axis : getTransposedAxes(*this))
    cropAfter.push_back(axis.cropAfter);
  cropAfter.front() += frames;
  setCropAfter(cropAfter);
  return frames;
}

int64_t ConvTransposeOp::dropFirstFrames(int64_t frames) {
  SmallVector<int64_t> crop, cropAfter;
  for (const TransposedAxis &axis : getTransposedAxes(*this)) {
    crop.push_back(axis.crop);
    cropAfter.push_back(axis.cropAfter);
  }
  crop.front() += frames;
  setCrop(crop);
  setCropAfter(cropAfter);
  return frames;
}

//===----------------------------------------------------------------------===//
// resample
//===----------------------------------------------------------------------===//

LogicalResult ResampleOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location> location,
                                           Adaptor adaptor,
                                           SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  size_t axes = input.getRank() - 2;
  if (axes == 0)
    return emitOptionalError(location, "a frame ", showShape(input),
                             " has no spatial axes to resample");
  auto check = [&](StringRef name, size_t count) -> LogicalResult {
    if (count == 1 || count == axes)
      return success();
    return emitOptionalError(location, "'", name, "' has ", count,
                             " numbers; a frame ", showShape(input), " needs ",
                             axes, ", one per spatial axis, or one for all");
  };
  if (failed(check("size", adaptor.getSize().size())) ||
      failed(check("factor", adaptor.getFactor().size())))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  for (auto [axis, extent] :
       llvm::enumerate(spreadOverAxes(adaptor.getSize(), axes)))
    shape[axis + 2] = extent;
  results.push_back(input.clone(shape));
  return success();
}
