//===- BinaryFunctions.cpp ------------------------------------------------===//

#include "compiler/codegen/kernels/BinaryFunctions.h"
#include "compiler/codegen/kernels/Order.h"
#include "compiler/codegen/kernels/Precise.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using Halide::Expr;

namespace cocc::binary {
namespace {

using precise::Real;

using precise::infinity;
using precise::notANumber;

using Function = Expr (*)(Expr, Expr);

/// A function that is computed in double precision.
template <Real (*function)(Real, Real)>
Expr inDouble(Expr a, Expr b) {
  return function(Real::of(a), Real::of(b)).toFloat();
}

//===----------------------------------------------------------------------===//
// Powers and logarithms
//===----------------------------------------------------------------------===//

Real power(Real x, Real y) {
  Expr isWhole = equal(trunc(y), y);
  Expr isEven = equal(trunc(y * 0.5), y * 0.5);
  // Of 1 to infinity and of 0 to 0 there is no product, but a power.
  Real exponent = y * logarithm(abs(x));
  exponent = select(isNone(exponent), 0.0, exponent);
  Real size = exponential(exponent);
  Real value = select(isNegative(x) && isWhole && !isEven, -size, size);
  Expr isReal = isWhole || !less(x, 0.0) || isInfinite(x);
  value = select(isReal, value, notANumber);
  value = select(isNone(x) || isNone(y), notANumber, value);
  return select(equal(y, 0.0) || equal(x, 1.0), 1.0, value);
}

Real hypotenuse(Real a, Real b) {
  Expr isEndless = isInfinite(a) || isInfinite(b);
  return select(isEndless, infinity, sqrt(a * a + b * b));
}

/// The larger, and how far the smaller is below it; 0 for equal infinities.
struct Apart {
  Apart(Real a, Real b)
      : larger(select(isNone(a) || isNone(b), notANumber, less(a, b), b, a)),
        below(select(equal(a, b), 0.0, less(a, b), a - b, b - a)) {}

  Real larger, below;
};

Real sumOfExponentials(Real a, Real b) {
  Apart apart(a, b);
  return apart.larger + select(isInfinite(apart.larger), 0.0,
                               logarithmOfOnePlus(exponential(apart.below)));
}

Real sumOfPowersOfTwo(Real a, Real b) {
  constexpr double ln2 = 0.69314718055994530942;
  return sumOfExponentials(a * ln2, b * ln2) / ln2;
}

Real timesLogarithm(Real x, Real y) {
  return select(isNone(y), y, equal(x, 0.0), 0.0, x * logarithm(y));
}

Real timesLogarithmOfOnePlus(Real x, Real y) {
  return select(isNone(y), y, equal(x, 0.0), 0.0, x * logarithmOfOnePlus(y));
}

//===----------------------------------------------------------------------===//
// Remainders
//===----------------------------------------------------------------------===//

/// What is left of x after whole multiples of y towards 0, exactly: multiples
/// of y * 2^(29 * k) first, so that each quotient is a number of 29 bits, which
/// division in double precision does not round to the next one.
Real fmod(Real x, Real y) {
  constexpr int bits = 29, steps = 10; // 10 * 29 > 127 + 149
  Real rest = x;
  for (int step = steps; step-- > 0;) {
    Real part = y * std::ldexp(1.0, bits * step);
    rest = rest - trunc(rest / part) * part;
  }
  Expr isWhole = isInfinite(y) && !isInfinite(x) && !isNone(x);
  rest = select(isWhole, x, rest);
  return select(equal(rest, 0.0), x * 0.0, rest);
}

Real remainder(Real x, Real y) {
  Real rest = fmod(x, y);
  Expr isOther = less(rest, 0.0) != less(y, 0.0);
  return select(!equal(rest, 0.0) && isOther, rest + y, rest);
}

Real floorDivide(Real x, Real y) {
  Real rest = fmod(x, y);
  Expr isOther = less(rest, 0.0) != less(y, 0.0);
  Real quotient = (x - rest) / y;
  quotient = select(!equal(rest, 0.0) && isOther, quotient - 1.0, quotient);
  return select(equal(y, 0.0), x / y, round(quotient));
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

Expr copySign(Expr a, Expr b) {
  Expr size = Halide::reinterpret<int>(a) & 0x7fffffff;
  Expr sign = Halide::reinterpret<int>(b) & int(0x80000000);
  return Halide::reinterpret<float>(size | sign);
}

Expr largerNumber(Expr a, Expr b) {
  return Halide::select(isNotANumber(b), a, isNotANumber(a) || isLess(a, b), b,
                        a);
}
Expr smallerNumber(Expr a, Expr b) {
  return Halide::select(isNotANumber(b), a, isNotANumber(a) || isLess(b, a), b,
                        a);
}

Expr heaviside(Expr x, Expr atZero) {
  return Halide::select(isEqual(x, 0.0f), atZero, isLess(0.0f, x), 1.0f, 0.0f);
}

struct Entry {
  llvm::StringLiteral name;
  Function function;
};

constexpr Entry entries[] = {{"atan2", inDouble<precise::angle>},
                             {"copysign", copySign},
                             {"floor_divide", inDouble<floorDivide>},
                             {"fmax", largerNumber},
                             {"fmin", smallerNumber},
                             {"fmod", inDouble<fmod>},
                             {"heaviside", heaviside},
                             {"hypot", inDouble<hypotenuse>},
                             {"logaddexp", inDouble<sumOfExponentials>},
                             {"logaddexp2", inDouble<sumOfPowersOfTwo>},
                             {"pow", inDouble<power>},
                             {"remainder", inDouble<remainder>},
                             {"xlog1py", inDouble<timesLogarithmOfOnePlus>},
                             {"xlogy", inDouble<timesLogarithm>}};

} // namespace
} // namespace cocc::binary

Expr cocc::binaryFunction(llvm::StringRef name, Expr a, Expr b) {
  const auto *entry = llvm::find_if(
      binary::entries, [&](auto &each) { return each.name == name; });
  return withSharedParts(entry->function(a, b));
}
