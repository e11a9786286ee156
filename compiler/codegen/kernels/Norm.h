//===- Norm.h - Mean 0 and variance 1 over axes of a frame ----------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_NORM_H
#define COCC_COMPILER_CODEGEN_KERNELS_NORM_H

#include "compiler/codegen/kernels/FrameSums.h"

namespace cocc {

/// A normalisation over `axes`, channels in `groups`. The weights, if any, are
/// a factor and a summand that lie along `weightAxes`.
struct Norm {
  mlir::Value input, result;
  llvm::ArrayRef<int64_t> axes;
  int groups = 1;
  double eps = 0;
  mlir::ValueRange weights;
  llvm::ArrayRef<int64_t> weightAxes;
};

void buildNorm(const Norm &norm, StageBuilder &stages);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_NORM_H
