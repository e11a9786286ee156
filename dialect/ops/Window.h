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

/// The attributes of a window with one number for each axis.
struct Window {
  llvm::SmallVector<int64_t, 3> kernel, stride, padding, dilation;

  /// Spreads attributes of one number over `axes` axes.
  static Window get(llvm::ArrayRef<int64_t> kernel,
                    llvm::ArrayRef<int64_t> stride,
                    llvm::ArrayRef<int64_t> padding,
                    llvm::ArrayRef<int64_t> dilation, unsigned axes);

  StreamGeometry getStreamGeometry() const;
  /// Zeros needed around a frame with these spatial extents.
  Halo getHalo(llvm::ArrayRef<int64_t> extents) const;
  /// Taps over all axes.
  int64_t getTaps() const;
};

/// The window of a window operation.
template <typename OpT>
Window getWindow(OpT op) {
  unsigned axes = op.getInput().getType().getRank() - 1;
  return Window::get(op.getKernel(), op.getStride(), op.getPadding(),
                     op.getDilation(), axes);
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

/// Infers the frame that a window makes of `input`, with `channels` channels.
/// Says at `location` what does not fit.
llvm::LogicalResult
inferWindowFrame(std::optional<mlir::Location> location,
                 mlir::RankedTensorType input, int64_t channels,
                 llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> stride,
                 llvm::ArrayRef<int64_t> padding,
                 llvm::ArrayRef<int64_t> dilation,
                 llvm::SmallVectorImpl<mlir::Type> &results);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_WINDOW_H
