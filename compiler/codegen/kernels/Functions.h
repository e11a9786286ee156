//===- Functions.h - Functions of real numbers, vectorised ----------------===//
//
// Each is within a few units in the last place of the true value relative to
// that value, over all of float32's range, but for gelu's error function
// (absolutely). Each of what is no number is no number.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_FUNCTIONS_H
#define COCC_COMPILER_CODEGEN_KERNELS_FUNCTIONS_H

#include <Halide.h>

namespace cocc {

/// exp(x) for all x, in strict arithmetic.
Halide::Expr exponential(Halide::Expr x);

/// exp(x); 0 where that is below float32's least normal number, infinite where
/// it is above 2.4e38.
Halide::Expr boundedExponential(Halide::Expr x);

/// 1 / (1 + exp(-x)).
Halide::Expr sigmoid(Halide::Expr x);

Halide::Expr hyperbolicTangent(Halide::Expr x);

/// x - tanh(x), without cancellation near 0.
Halide::Expr lessHyperbolicTangent(Halide::Expr x);

/// exp(x) - 1, without cancellation near 0.
Halide::Expr exponentialLessOne(Halide::Expr x);

/// 2/sqrt(pi) times the integral of exp(-t*t) from 0 to x, within 4e-7.
Halide::Expr errorFunction(Halide::Expr x);

/// log(1 + exp(x)).
Halide::Expr softplus(Halide::Expr x);

/// log(x), -inf for 0 and no number for less; such need strict arithmetic.
Halide::Expr naturalLogarithm(Halide::Expr x);

/// x to a constant power, in strict arithmetic, as C's pow; within 1e-6 of the
/// true value for exponents up to 16.
Halide::Expr power(Halide::Expr x, double exponent);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_FUNCTIONS_H
