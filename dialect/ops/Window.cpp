//===- Window.cpp ---------------------------------------------------------===//

#include "dialect/ops/Window.h"
#include "dialect/ops/Shapes.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace cocc::continual;

static SmallVector<int64_t, 3> spread(ArrayRef<int64_t> numbers,
                                      unsigned axes) {
  if (numbers.size() == 1)
    return SmallVector<int64_t, 3>(axes, numbers.front());
  return SmallVector<int64_t, 3>(numbers);
}

Window Window::get(ArrayRef<int64_t> kernel, ArrayRef<int64_t> stride,
                   ArrayRef<int64_t> padding, ArrayRef<int64_t> dilation,
                   unsigned axes) {
  return {spread(kernel, axes), spread(stride, axes), spread(padding, axes),
          spread(dilation, axes)};
}

StreamGeometry Window::getStreamGeometry() const {
  return windowGeometry(kernel[0], stride[0], padding[0], dilation[0]);
}

/// The extent of an axis after the window; not positive where the window does
/// not fit.
static int64_t windowedExtent(const Window &window, unsigned axis,
                              int64_t extent) {
  int64_t reach = window.dilation[axis] * (window.kernel[axis] - 1) + 1;
  int64_t room = extent + 2 * window.padding[axis] - reach;
  return room < 0 ? 0 : room / window.stride[axis] + 1;
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

static LogicalResult checkLength(std::optional<Location> location,
                                 StringRef name, size_t length,
                                 RankedTensorType input) {
  size_t axes = input.getRank() - 1;
  if (length == 1 || length == axes)
    return success();
  return emitOptionalError(location, "'", name, "' has ", length,
                           " numbers; a frame ", showShape(input), " needs ",
                           axes, " (time first) or one for all axes");
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

LogicalResult cocc::continual::inferWindowFrame(
    std::optional<Location> location, RankedTensorType input, int64_t channels,
    ArrayRef<int64_t> kernel, ArrayRef<int64_t> stride,
    ArrayRef<int64_t> padding, ArrayRef<int64_t> dilation,
    SmallVectorImpl<Type> &results) {
  if (failed(checkLength(location, "kernel", kernel.size(), input)) ||
      failed(checkLength(location, "stride", stride.size(), input)) ||
      failed(checkLength(location, "padding", padding.size(), input)) ||
      failed(checkLength(location, "dilation", dilation.size(), input)))
    return failure();
  Window window =
      Window::get(kernel, stride, padding, dilation, input.getRank() - 1);
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
        showShape(input), " has only ", extent + 2 * window.padding[axis]);
  }
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}
