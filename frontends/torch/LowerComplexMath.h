//===- LowerComplexMath.h - Arithmetic of complex numbers -----------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERCOMPLEXMATH_H
#define COCC_FRONTENDS_TORCH_LOWERCOMPLEXMATH_H

#include "frontends/torch/LowerComplex.h"

namespace cocc::frontends {

/// The arithmetic of pairs, without products with 0 and 1.
class ComplexMath : public PartMath {
public:
  explicit ComplexMath(Call &call) : PartMath(call), call(call) {}

  Complex numbers(llvm::StringRef parameter) {
    return getComplex(call, *this, parameter);
  }

  Real times(const Real &a, const Real &b) {
    if (isNumber(a, 0) || isNumber(b, 0))
      return numberPart(0);
    return isNumber(a, 1) ? b : isNumber(b, 1) ? a : product(a, b);
  }
  Real plus(const Real &a, const Real &b) {
    return isNumber(a, 0) ? b : isNumber(b, 0) ? a : sum(a, b);
  }
  Real minus(const Real &a, const Real &b) {
    return isNumber(b, 0)   ? a
           : isNumber(a, 0) ? scaled(b, -1)
                            : difference(a, b);
  }
  Complex times(const Complex &a, const Complex &b) {
    return {minus(times(a.real, b.real), times(a.imaginary, b.imaginary)),
            plus(times(a.real, b.imaginary), times(a.imaginary, b.real))};
  }
  Complex times(const Complex &a, const Real &b) {
    return {times(a.real, b), times(a.imaginary, b)};
  }
  Complex over(const Complex &a, const Real &b) {
    auto part = [&](const Real &x) {
      return isNumber(x, 0) ? x : quotient(x, b);
    };
    return {part(a.real), part(a.imaginary)};
  }
  /// Both are scaled by the larger part of b first, so that no square is out
  /// of range.
  Complex over(const Complex &a, const Complex &b) {
    if (isNumber(b.imaginary, 0))
      return over(a, b.real);
    Real largest =
        binary("maximum", unary("abs", b.real), unary("abs", b.imaginary));
    Complex near = over(b, largest);
    Real square = plus(times(near.real, near.real),
                       times(near.imaginary, near.imaginary));
    return over(over(times(a, conjugate(near)), square), largest);
  }
  Complex conjugate(const Complex &a) {
    return {a.real, minus(numberPart(0), a.imaginary)};
  }
  Real size(const Complex &a) {
    return isNumber(a.imaginary, 0) ? unary("abs", a.real)
                                    : binary("hypot", a.real, a.imaginary);
  }
  Real angle(const Complex &a) {
    return isNumber(a.imaginary, 0) ? unary("angle", a.real)
                                    : binary("atan2", a.imaginary, a.real);
  }
  Complex polar(const Real &size, const Real &angle) {
    return {times(size, unary("cos", angle)), times(size, unary("sin", angle))};
  }
  Real power(const Real &size, double exponent) {
    return binary("pow", size, numberPart(exponent));
  }

  bool giveNumbers(Complex numbers) {
    return !hasFailed() && call.give(std::move(numbers));
  }
  bool givePart(const Real &part) {
    return give(spread(call, *this, part, call.resultSizes()));
  }

private:
  Call &call;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERCOMPLEXMATH_H
