//===- Functions.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include <initializer_list>

using Halide::Expr;

/// The polynomial with these coefficients, highest power first.
static Expr polynomial(Expr x, std::initializer_list<float> coefficients) {
  Expr sum = 0.0f;
  for (float coefficient : coefficients)
    sum = sum * x + coefficient;
  return sum;
}

/// exp(x) that neither overflows nor becomes zero.
static Expr boundedExponential(Expr x) {
  return Halide::exp(Halide::clamp(x, -87.0f, 87.0f));
}

Expr cocc::sigmoid(Expr x) { return 1.0f / (1.0f + boundedExponential(-x)); }

Expr cocc::hyperbolicTangent(Expr x) {
  // Near 0 the first seven terms of the Taylor series, which do not cancel.
  Expr u = x * x;
  Expr near =
      x * polynomial(u, {21844.0f / 6081075, -1382.0f / 155925, 62.0f / 2835,
                         -17.0f / 315, 2.0f / 15, -1.0f / 3, 1.0f});
  Expr far = 1.0f - 2.0f / (boundedExponential(2.0f * x) + 1.0f);
  return Halide::select(u < 0.16f, near, far);
}

Expr cocc::exponentialLessOne(Expr x) {
  Expr near =
      x * polynomial(x, {1.0f / 362880, 1.0f / 40320, 1.0f / 5040, 1.0f / 720,
                         1.0f / 120, 1.0f / 24, 1.0f / 6, 1.0f / 2, 1.0f});
  return Halide::select(Halide::abs(x) < 0.5f, near,
                        boundedExponential(x) - 1.0f);
}

Expr cocc::errorFunction(Expr x) {
  // A rational function of x*x, fitted by least squares to erf(x)/x for |x| <=
  // 4 (its error there is below 1e-7), beyond which erf is 1 in float32.
  Expr bounded = Halide::clamp(x, -4.0f, 4.0f);
  Expr u = bounded * bounded;
  Expr numerator =
      polynomial(u, {2.03985989e-06f, 2.83888507e-04f, 3.75533778e-03f,
                     5.27095821e-02f, 1.90262606e-01f, 1.12837915f});
  Expr denominator =
      polynomial(u, {3.79371649e-05f, 1.15875588e-03f, 1.49475048e-02f,
                     1.14031688e-01f, 5.01948647e-01f, 1.0f});
  return bounded * numerator / denominator;
}
