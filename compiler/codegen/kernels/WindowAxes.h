//===- WindowAxes.h - A window's numbers by Halide's axes -----------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_WINDOWAXES_H
#define COCC_COMPILER_CODEGEN_KERNELS_WINDOWAXES_H

#include "dialect/ops/Window.h"
#include <Halide.h>
#include <array>

namespace cocc {

/// A window, innermost axis first; axes that the frame lacks have one tap.
struct WindowAxes {
  /// Along (x, y, t).
  std::array<int, 3> kernel = {1, 1, 1};
  /// Along (x, y).
  std::array<int, 2> stride = {1, 1}, padding = {0, 0}, paddingAfter = {0, 0},
                     dilation = {1, 1};
  /// Along (x, y, t): the padding behind an axis that is given, and what is
  /// needed beyond it by windows that may reach there.
  std::array<int, 3> givenAfter = {0, 0, 0}, beyond = {0, 0, 0};
};

template <typename OpT>
WindowAxes getWindowAxes(OpT op) {
  continual::Window window = continual::getWindow(op);
  WindowAxes axes;
  size_t last = window.kernel.size() - 1;
  for (size_t axis = 0; axis <= last; ++axis) {
    size_t to = axis == 0 ? 2 : last - axis;
    axes.kernel[to] = window.kernel[axis];
    axes.givenAfter[to] = window.givenAfter[axis];
    axes.beyond[to] = window.paddingAfter[axis] - window.givenAfter[axis];
  }
  for (size_t axis = 1; axis <= last; ++axis) {
    size_t to = last - axis;
    axes.stride[to] = window.stride[axis];
    axes.padding[to] = window.padding[axis];
    axes.paddingAfter[to] = window.paddingAfter[axis];
    axes.dilation[to] = window.dilation[axis];
  }
  return axes;
}

/// Where output place `place` reads along axis `axis` (0 is x, 1 is y) at the
/// window's place `tap`.
inline Halide::Expr placeAlong(const WindowAxes &axes, int axis,
                               Halide::Expr place, Halide::Expr tap) {
  return place * axes.stride[axis] + tap * axes.dilation[axis] -
         axes.padding[axis];
}

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_WINDOWAXES_H
