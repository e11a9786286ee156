//===- Functions.h - Functions of real numbers, vectorised ----------------===//
//
// Each is within a few units in the last place of the true value relative to
// that value, over all of float32's range, but for gelu's error function
// (absolutely).
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_FUNCTIONS_H
#define COCC_COMPILER_CODEGEN_KERNELS_FUNCTIONS_H

#include <Halide.h>

namespace cocc {

/// 1 / (1 + exp(-x)).
Halide::Expr sigmoid(Halide::Expr x);

Halide::Expr hyperbolicTangent(Halide::Expr x);

/// exp(x) - 1, without cancellation near 0.
Halide::Expr exponentialLessOne(Halide::Expr x);

/// 2/sqrt(pi) times the integral of exp(-t*t) from 0 to x.
Halide::Expr errorFunction(Halide::Expr x);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_FUNCTIONS_H
