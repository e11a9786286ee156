//===- FrameConstant.h - A weight that has the form of a frame ------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_FRAMECONSTANT_H
#define COCC_COMPILER_CODEGEN_KERNELS_FRAMECONSTANT_H

#include "compiler/codegen/kernels/Kernel.h"

namespace cocc {

/// Element (c, x, y, b) of `weight`, which is a whole frame, or one row of the
/// batch, which all rows share.
Halide::Expr readConstant(mlir::Value weight, FrameExtents frame,
                          StageBuilder &stages);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_FRAMECONSTANT_H
