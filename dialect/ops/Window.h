//===- Window.h - What layers with a window share -------------------------===//
//
// A window has one axis of time, the first, and as many spatial axes as the
// frame.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_OPS_WINDOW_H
#define COCC_DIALECT_OPS_WINDOW_H

#include "dialect/ContinualInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"

namespace cocc::continual {

/// The attributes of a window as they are given: a list has one number for each
/// axis, or one for all.
struct WindowAttributes {
  llvm::ArrayRef<int64_t> kernel, stride, padding;
  /// Empty where it is as `padding`.
  llvm::ArrayRef<int64_t> paddingAfter;
  llvm::ArrayRef<int64_t> dilation;
  /// Whether a last window may reach beyond the padding.
  bool ceilMode = false;
};

/// Those of a window operation, or of its adaptor.
template <typename OpT>
WindowAttributes getWindowAttributes(OpT op) {
  bool ceilMode = false;
  if constexpr (requires { op.getCeilMode(); })
    ceilMode = op.getCeilMode();
  return {op.getKernel(),       op.getStride(),   op.getPadding(),
          op.getPaddingAfter(), op.getDilation(), ceilMode};
}

/// A window with one number for each axis.
struct Window {
  /// The padding behind an axis is what the windows need, which with `ceilMode`
  /// may be more than is given: `givenAfter`.
  llvm::SmallVector<int64_t> kernel, stride, padding, paddingAfter, dilation,
      givenAfter;
  bool ceilMode = false;

  static Window get(const WindowAttributes &attributes, unsigned axes);

  StreamGeometry getStreamGeometry() const { return getGeometry(0); }
  /// How it lies along an axis, as if that were time.
  StreamGeometry getGeometry(unsigned axis) const;
  /// Zeros needed around a frame with these spatial extents.
  Halo getHalo(llvm::ArrayRef<int64_t> extents) const;
  /// Taps over all axes.
  int64_t getTaps() const;
};

/// The window of a window operation.
template <typename OpT>
Window getWindow(OpT op) {
  unsigned axes = op.getInput().getType().getRank() - 1;
  return Window::get(getWindowAttributes(op), axes);
}

template <typename OpT>
StreamGeometry getWindowGeometry(OpT op) {
  return getWindow(op).getStreamGeometry();
}

template <typename OpT>
Halo getWindowHalo(OpT op) {
  return getWindow(op).getHalo(
      op.getInput().getType().getShape().drop_front(2));
}

/// The window with so much more padding. Nothing where an axis would have less
/// than none, or time more than the window has room for, or where it matters
/// which windows begin in padding.
std::optional<Window> addPadding(Window window, llvm::ArrayRef<int64_t> before,
                                 llvm::ArrayRef<int64_t> after);

/// AbsorbsPaddingInterface for window operations.
template <typename OpT>
llvm::LogicalResult padWindow(OpT op, llvm::ArrayRef<int64_t> before,
                              llvm::ArrayRef<int64_t> after, double value) {
  std::optional<Window> window = addPadding(getWindow(op), before, after);
  if (!window || op.repeatsEdges(0) || value != op.getPaddingValue(0))
    return llvm::failure();
  op.setPadding(window->padding);
  op.setPaddingAfter(window->paddingAfter);
  return llvm::success();
}

/// Takes from `padding` at one end of a window what is seen by as many of
/// `frames` outputs as it covers, and returns how many these are.
int64_t dropPadding(int64_t &padding, int64_t stride, int64_t frames);

/// Lets a window leave out so many frames at one end that it makes of padding,
/// and returns how many.
template <typename OpT>
int64_t dropFramesOfWindow(OpT op, llvm::SmallVector<int64_t> Window::*padding,
                           int64_t frames) {
  Window window = getWindow(op);
  if (window.ceilMode)
    return 0;
  int64_t dropped = dropPadding((window.*padding)[0], window.stride[0], frames);
  op.setPadding(window.padding);
  op.setPaddingAfter(window.paddingAfter);
  return dropped;
}

template <typename OpT>
int64_t dropLastFramesOfWindow(OpT op, int64_t frames) {
  return dropFramesOfWindow(op, &Window::paddingAfter, frames);
}

template <typename OpT>
int64_t dropFirstFramesOfWindow(OpT op, int64_t frames) {
  return dropFramesOfWindow(op, &Window::padding, frames);
}

/// Infers the frame that a window makes of `input`, with `channels` channels.
/// Says at `location` what does not fit.
llvm::LogicalResult
inferWindowFrame(std::optional<mlir::Location> location,
                 mlir::RankedTensorType input, int64_t channels,
                 const WindowAttributes &attributes,
                 llvm::SmallVectorImpl<mlir::Type> &results);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_WINDOW_H
