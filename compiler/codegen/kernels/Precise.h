//===- Precise.h - Functions in double precision --------------------------===//
//
// What functions of float32 are made of where sums of float32 would cancel,
// with relative errors below 1e-9. All is meant for strict arithmetic.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_PRECISE_H
#define COCC_COMPILER_CODEGEN_KERNELS_PRECISE_H

#include <Halide.h>
#include <limits>

namespace cocc {

/// The same with what it has more than once computed once. Halide goes through
/// an expression as a tree, which of functions of functions is endless.
Halide::Expr withSharedParts(Halide::Expr expression);

} // namespace cocc

namespace cocc::precise {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
inline constexpr double pi = 3.14159265358979323846;

/// A number in double precision, and the float32 that it was, if it is one:
/// LLVM takes those that it converts to be finite.
struct Real {
  Real(double number);
  explicit Real(Halide::Expr value, Halide::Expr source = {})
      : value(std::move(value)), source(std::move(source)) {}
  static Real of(Halide::Expr x) { return Real(Halide::cast<double>(x), x); }

  Halide::Expr toFloat() const { return Halide::cast<float>(value); }

  Halide::Expr value, source;
};

inline Real operator+(Real a, Real b) { return Real(a.value + b.value); }
inline Real operator-(Real a, Real b) { return Real(a.value - b.value); }
inline Real operator*(Real a, Real b) { return Real(a.value * b.value); }
inline Real operator/(Real a, Real b) { return Real(a.value / b.value); }
inline Real operator-(Real a) { return Real(-a.value); }

/// Comparisons that do not hold where one is no number.
Halide::Expr less(Real a, Real b);
Halide::Expr equal(Real a, Real b);
Halide::Expr isNone(Real x);
Halide::Expr isInfinite(Real x);
/// By its sign alone: -0 is, too.
Halide::Expr isNegative(Real x);

inline Real select(Halide::Expr condition, Real yes, Real no) {
  return Real(Halide::select(condition, yes.value, no.value));
}
template <typename... Rest>
Real select(Halide::Expr condition, Real yes, Halide::Expr next, Rest... rest) {
  return select(condition, yes, select(next, rest...));
}

inline Real abs(Real x) { return Real(Halide::abs(x.value)); }
inline Real sqrt(Real x) { return Real(Halide::sqrt(x.value)); }
inline Real round(Real x) { return Real(Halide::round(x.value)); }
inline Real trunc(Real x) { return Real(Halide::trunc(x.value)); }

/// The polynomial with these coefficients, highest power first.
Real polynomial(Real x, std::initializer_list<double> numbers);

/// log(x) for all x.
Real logarithm(Real x);
/// log(1 + x) and exp(x) - 1, which do not cancel near 0.
Real logarithmOfOnePlus(Real x);
Real exponentialLessOne(Real x);
/// exp(x); what is beyond float32 stays so.
Real exponential(Real x);

/// The angle of (x, y), by C's rules for zeros and infinities.
Real angle(Real y, Real x);

/// An angle in quarters of a turn: which quarter, 0 to 3, and what is left, at
/// most pi/4 either way.
struct Quarters {
  Halide::Expr quarter;
  Real rest;
};
/// Of a float32 of any size.
Quarters countQuarters(Real x);

/// sin(pi * x) and cos(pi * x), whole turns of which are exact.
Real sineOfTurns(Real x);
Real cosineOfTurns(Real x);

Real errorFunction(Real x);
Real errorFunctionComplement(Real x);

} // namespace cocc::precise

#endif // COCC_COMPILER_CODEGEN_KERNELS_PRECISE_H
