//===- FrameAxes.h - Places in a frame by its own axes --------------------===//
//
// Stages count the axes of every frame as (c, x, y, b); attributes count those
// that the frame has: batch, channels, space.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_FRAMEAXES_H
#define COCC_COMPILER_CODEGEN_KERNELS_FRAMEAXES_H

#include "compiler/codegen/StageBuilder.h"

namespace cocc {

/// A place in a frame, by the frame's axes.
using FramePlace = llvm::SmallVector<Halide::Expr, 4>;

/// The place (c, x, y, b) of a frame with `rank` axes.
inline FramePlace getPlace(const StageBuilder &stages, unsigned rank) {
  FramePlace place = {stages.b, stages.c};
  if (rank == 4)
    place.push_back(stages.y);
  if (rank >= 3)
    place.push_back(stages.x);
  return place;
}

/// The element of `value` at `place`.
inline Halide::Expr elementAt(StageBuilder &stages, mlir::Value value,
                              llvm::ArrayRef<Halide::Expr> place) {
  Halide::Expr x = place.size() > 2 ? place.back() : 0;
  Halide::Expr y = place.size() > 3 ? place[2] : 0;
  return stages.at(value, place[1], x, y, place[0]);
}

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_FRAMEAXES_H
