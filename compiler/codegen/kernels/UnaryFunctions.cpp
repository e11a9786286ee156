//===- UnaryFunctions.cpp -------------------------------------------------===//

#include "compiler/codegen/kernels/UnaryFunctions.h"
#include "compiler/codegen/kernels/GammaFunctions.h"
#include "compiler/codegen/kernels/Order.h"
#include "compiler/codegen/kernels/Precise.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

using Halide::Expr;

namespace cocc::unary {
namespace {

using precise::Real;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
using precise::pi;

/// A function that is computed in double precision.
template <Real (*function)(Real)>
Expr inDouble(Expr x) {
  return function(Real::of(x)).toFloat();
}

Expr asFlag(Expr holds) { return Halide::select(holds, 1.0f, 0.0f); }

//===----------------------------------------------------------------------===//
// Circular functions
//===----------------------------------------------------------------------===//

/// The sine and cosine of an angle within pi/4 of 0.
struct Circle {
  explicit Circle(Expr a) {
    Expr u = a * a;
    auto series = [&](std::initializer_list<float> numbers) {
      Expr sum = 0.0f;
      for (float number : numbers)
        sum = sum * u + number;
      return sum;
    };
    sine = a +
           a * u * series({1.0f / 362880, -1.0f / 5040, 1.0f / 120, -1.0f / 6});
    cosine = 1.0f + u * series({-1.0f / 3628800, 1.0f / 40320, -1.0f / 720,
                                1.0f / 24, -1.0f / 2});
  }

  Expr sine, cosine;
};

/// The sine of an angle that is `more` quarters of a turn larger.
Expr sineFrom(Expr x, int more) {
  precise::Quarters quarters = precise::countQuarters(Real::of(x));
  Circle circle(quarters.rest.toFloat());
  Expr quarter = (quarters.quarter + more) & 3;
  Expr value = Halide::select((quarter & 1) == 0, circle.sine, circle.cosine);
  Expr isInfinite = isEqual(Halide::abs(x), infinity);
  return Halide::select(isInfinite, notANumber, (quarter & 2) == 0, value,
                        -value);
}

Expr sine(Expr x) { return sineFrom(x, 0); }
Expr cosine(Expr x) { return sineFrom(x, 1); }

Expr tangent(Expr x) {
  precise::Quarters quarters = precise::countQuarters(Real::of(x));
  Circle circle(quarters.rest.toFloat());
  Expr value =
      Halide::select((quarters.quarter & 1) == 0, circle.sine / circle.cosine,
                     -circle.cosine / circle.sine);
  return Halide::select(isEqual(Halide::abs(x), infinity), notANumber, value);
}

/// sin(pi * x) / (pi * x).
Real sineCardinal(Real x) {
  Real value = sineOfTurns(x) / (x * pi);
  return select(equal(x, 0.0), 1.0, value);
}

Real otherSide(Real x) { return sqrt((1.0 - x) * (1.0 + x)); }
Real arcSine(Real x) { return angle(x, otherSide(x)); }
Real arcCosine(Real x) { return angle(otherSide(x), x); }
Real arcTangent(Real x) { return angle(x, 1.0); }

//===----------------------------------------------------------------------===//
// Exponentials and logarithms
//===----------------------------------------------------------------------===//

Real powerOfTwo(Real x) { return exponential(x * 0.69314718055994530942); }
Real logarithmOfTwo(Real x) { return logarithm(x) * 1.44269504088896340736; }
Real logarithmOfTen(Real x) { return logarithm(x) * 0.43429448190325182765; }

Real hyperbolicSine(Real x) {
  Real u = x * x;
  Real power = exponential(x);
  return select(less(abs(x), 0.03),
                x * polynomial(u, {1.0 / 120, 1.0 / 6, 1.0}),
                (power - 1.0 / power) * 0.5);
}

Real hyperbolicCosine(Real x) {
  Real power = exponential(x);
  return (power + 1.0 / power) * 0.5;
}

Real areaSine(Real x) {
  Real size = abs(x);
  Real far = logarithm(size + sqrt(size * size + 1.0));
  return select(less(size, 0.03),
                x * polynomial(x * x, {3.0 / 40, -1.0 / 6, 1.0}),
                select(less(x, 0.0), -far, far));
}

Real areaCosine(Real x) {
  return select(less(x, 1.0), notANumber, logarithm(x + sqrt(x * x - 1.0)));
}

Real areaTangent(Real x) {
  return select(less(abs(x), 0.03),
                x * polynomial(x * x, {1.0 / 5, 1.0 / 3, 1.0}),
                logarithm((1.0 + x) / (1.0 - x)) * 0.5);
}

/// The log-odds.
Real logit(Real x) { return logarithm(x / (1.0 - x)); }

//===----------------------------------------------------------------------===//
// The inverse of the error function
//===----------------------------------------------------------------------===//

/// A first value by Giles's polynomials, then a step of Newton's method, of the
/// complement where that does not cancel.
Real inverseErrorFunction(Real y) {
  Real size = abs(y);
  Real w = -logarithm((1.0 - size) * (1.0 + size));
  Real near =
      polynomial(w - 2.5, {2.81022636e-08, 3.43273939e-07, -3.5233877e-06,
                           -4.39150654e-06, 0.00021858087, -0.00125372503,
                           -0.00417768164, 0.246640727, 1.50140941});
  Real far =
      polynomial(sqrt(w) - 3.0, {-0.000200214257, 0.000100950558, 0.00134934322,
                                 -0.00367342844, 0.00573950773, -0.0076224613,
                                 0.00943887047, 1.00167406, 2.83297682});
  Real x = size * select(less(w, 5.0), near, far);
  Real above = select(less(size, 0.5), errorFunction(x) - size,
                      (1.0 - size) - errorFunctionComplement(x));
  Real slope = 1.12837916709551257390 * exponential(-x * x);
  Real value = x - above / slope;
  value = select(equal(size, 1.0), precise::infinity, value);
  return select(less(y, 0.0), -value, value);
}

//===----------------------------------------------------------------------===//
// Whole numbers, and kinds of numbers
//===----------------------------------------------------------------------===//

Expr round(Expr x) { return Halide::round(x); }
Expr floor(Expr x) { return Halide::floor(x); }
Expr ceil(Expr x) { return Halide::ceil(x); }
Expr trunc(Expr x) { return Halide::trunc(x); }
Expr fraction(Expr x) { return x - Halide::trunc(x); }

Expr bitsOfSize(Expr x) { return Halide::reinterpret<int>(x) & 0x7fffffff; }
Expr isFinite(Expr x) { return asFlag(bitsOfSize(x) < 0x7f800000); }
Expr isInfinite(Expr x) { return asFlag(bitsOfSize(x) == 0x7f800000); }
Expr isNone(Expr x) { return asFlag(isNotANumber(x)); }
Expr signBit(Expr x) { return asFlag(Halide::reinterpret<int>(x) < 0); }

Expr angleOfReal(Expr x) {
  return Halide::select(isNotANumber(x), x, isLess(x, 0.0f), float(pi), 0.0f);
}

//===----------------------------------------------------------------------===//
// By name
//===----------------------------------------------------------------------===//

struct Entry {
  llvm::StringLiteral name;
  Expr (*function)(Expr);
};

constexpr Entry entries[] = {
    {"acos", inDouble<arcCosine>},
    {"acosh", inDouble<areaCosine>},
    {"angle", angleOfReal},
    {"asin", inDouble<arcSine>},
    {"asinh", inDouble<areaSine>},
    {"atan", inDouble<arcTangent>},
    {"atanh", inDouble<areaTangent>},
    {"ceil", ceil},
    {"cos", cosine},
    {"cosh", inDouble<hyperbolicCosine>},
    {"digamma", inDouble<precise::digamma>},
    {"erf", inDouble<precise::errorFunction>},
    {"erfc", inDouble<precise::errorFunctionComplement>},
    {"erfinv", inDouble<inverseErrorFunction>},
    {"exp2", inDouble<powerOfTwo>},
    {"expm1", inDouble<precise::exponentialLessOne>},
    {"floor", floor},
    {"frac", fraction},
    {"isfinite", isFinite},
    {"isinf", isInfinite},
    {"isnan", isNone},
    {"lgamma", inDouble<precise::logarithmOfGamma>},
    {"log10", inDouble<logarithmOfTen>},
    {"log1p", inDouble<precise::logarithmOfOnePlus>},
    {"log2", inDouble<logarithmOfTwo>},
    {"logit", inDouble<logit>},
    {"round", round},
    {"signbit", signBit},
    {"sin", sine},
    {"sinc", inDouble<sineCardinal>},
    {"sinh", inDouble<hyperbolicSine>},
    {"tan", tangent},
    {"trunc", trunc}};

} // namespace
} // namespace cocc::unary

Expr cocc::unaryFunction(llvm::StringRef name, Expr x) {
  const auto *entry = llvm::find_if(
      unary::entries, [&](auto &each) { return each.name == name; });
  return withSharedParts(entry->function(x));
}
