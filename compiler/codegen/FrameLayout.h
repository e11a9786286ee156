//===- FrameLayout.h - How a planned value's frames lie in memory ---------===//

#ifndef COCC_COMPILER_CODEGEN_FRAMELAYOUT_H
#define COCC_COMPILER_CODEGEN_FRAMELAYOUT_H

#include "dialect/NetworkOps.h"
#include <array>

namespace cocc {

/// A frame's memory, in floats, along (c, x, y, b). The address of a frame is
/// that of its element (0, 0, 0, 0), `origin` floats into its slot; its border
/// lies before and behind.
struct FrameLayout {
  std::array<int64_t, 4> strides = {1, 1, 1, 1};
  int64_t origin = 0;
  /// Pixels of the border before the frame, along x and y.
  int left = 0, above = 0;

  bool operator==(const FrameLayout &) const = default;
};

/// Whether `value` is the frame that the caller gives or takes: dense, channels
/// outermost, as PyTorch lays it out.
bool isCallers(mlir::Value value);

/// The kernel that makes `value`, also through a ring; null for the caller's
/// frame.
continual::KernelOp getMaker(mlir::Value value);

/// The layout that planning gave to a value of a network.
FrameLayout getFrameLayout(mlir::Value value);

/// Floats from a frame of a value to the next.
int64_t getFrameDistance(mlir::Value value);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_FRAMELAYOUT_H
