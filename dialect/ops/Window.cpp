//===- Window.cpp ---------------------------------------------------------===//

#include "dialect/ops/Window.h"
#include "dialect/CeilMode.h"
#include "dialect/ops/Shapes.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace cocc::continual;

Window Window::get(const WindowAttributes &attributes, unsigned axes) {
  Window window;
  window.kernel = spreadOverAxes(attributes.kernel, axes);
  window.stride = spreadOverAxes(attributes.stride, axes);
  window.padding = spreadOverAxes(attributes.padding, axes);
  window.givenAfter = attributes.paddingAfter.empty()
                          ? window.padding
                          : spreadOverAxes(attributes.paddingAfter, axes);
  window.paddingAfter = window.givenAfter;
  window.dilation = spreadOverAxes(attributes.dilation, axes);
  window.ceilMode = attributes.ceilMode;
  for (unsigned axis = 0; window.ceilMode && axis < axes; ++axis)
    window.paddingAfter[axis] =
        roundUpPadding(window.getGeometry(axis).receptiveField,
                       window.stride[axis], window.givenAfter[axis]);
  return window;
}

StreamGeometry Window::getGeometry(unsigned axis) const {
  return windowGeometry(kernel[axis], stride[axis], padding[axis],
                        paddingAfter[axis], dilation[axis]);
}

std::optional<Window> cocc::continual::addPadding(Window window,
                                                  ArrayRef<int64_t> before,
                                                  ArrayRef<int64_t> after) {
  if (window.ceilMode)
    return std::nullopt;
  for (size_t axis = 0; axis < window.kernel.size(); ++axis) {
    // What is cropped cannot be padding of the window.
    if (before[axis] < 0 || after[axis] < 0)
      return std::nullopt;
    window.padding[axis] += before[axis];
    window.paddingAfter[axis] += after[axis];
  }
  StreamGeometry time = window.getStreamGeometry();
  if (time.padBefore >= time.receptiveField)
    return std::nullopt;
  return window;
}

int64_t cocc::continual::dropPadding(int64_t &padding, int64_t stride,
                                     int64_t frames) {
  int64_t dropped = std::min(frames, padding / stride);
  padding -= dropped * stride;
  return dropped;
}

/// The extent of an axis after the window; 0 where the window does not fit.
static int64_t windowedExtent(const Window &window, unsigned axis,
                              int64_t extent) {
  return window.getGeometry(axis).getFrames(extent);
}

Halo Window::getHalo(ArrayRef<int64_t> extents) const {
  Halo halo;
  for (auto [i, extent] : llvm::enumerate(extents)) {
    unsigned axis = i + 1;
    int64_t last = (windowedExtent(*this, axis, extent) - 1) * stride[axis] -
                   padding[axis] + dilation[axis] * (kernel[axis] - 1);
    halo.before[i] = padding[axis];
    halo.after[i] = std::max<int64_t>(0, last - (extent - 1));
  }
  return halo;
}

int64_t Window::getTaps() const {
  int64_t taps = 1;
  for (int64_t extent : kernel)
    taps *= extent;
  return taps;
}

static LogicalResult checkTime(std::optional<Location> location,
                               const Window &window) {
  StreamGeometry time = window.getStreamGeometry();
  if (time.padBefore < time.receptiveField)
    return success();
  return emitOptionalError(
      location, "padding ", time.padBefore,
      " in time exceeds receptive field - 1 = ", time.receptiveField - 1,
      ": the first outputs would see padding alone");
}

static LogicalResult checkLengths(std::optional<Location> location,
                                  const WindowAttributes &attributes,
                                  RankedTensorType input) {
  const std::pair<StringRef, ArrayRef<int64_t>> lists[] = {
      {"kernel", attributes.kernel},
      {"stride", attributes.stride},
      {"padding", attributes.padding},
      {"dilation", attributes.dilation}};
  for (auto [name, list] : lists)
    if (failed(checkListLength(location, name, list.size(), input)))
      return failure();
  ArrayRef<int64_t> after = attributes.paddingAfter;
  return after.empty()
             ? success()
             : checkListLength(location, "padding_after", after.size(), input);
}

LogicalResult cocc::continual::inferWindowFrame(
    std::optional<Location> location, RankedTensorType input, int64_t channels,
    const WindowAttributes &attributes, SmallVectorImpl<Type> &results) {
  if (failed(checkLengths(location, attributes, input)))
    return failure();
  Window window = Window::get(attributes, input.getRank() - 1);
  if (failed(checkTime(location, window)))
    return failure();
  SmallVector<int64_t> shape = {input.getDimSize(0), channels};
  for (int64_t axis = 1; axis + 1 < input.getRank(); ++axis) {
    int64_t extent = input.getDimSize(axis + 1);
    shape.push_back(windowedExtent(window, axis, extent));
    if (shape.back() > 0)
      continue;
    return emitOptionalError(
        location, "kernel ", window.kernel[axis], " with dilation ",
        window.dilation[axis], " spans ",
        window.dilation[axis] * (window.kernel[axis] - 1) + 1,
        " positions of spatial axis ", axis - 1, ", but the padded frame ",
        showShape(input), " has only ",
        extent + window.padding[axis] + window.paddingAfter[axis]);
  }
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}
