//===- Functions.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Order.h"
#include <cmath>
#include <initializer_list>
#include <limits>

using namespace cocc;
using Halide::Expr;

/// The polynomial with these coefficients, highest power first.
static Expr polynomial(Expr x, std::initializer_list<float> coefficients) {
  Expr sum = 0.0f;
  for (float coefficient : coefficients)
    sum = sum * x + coefficient;
  return sum;
}

//===----------------------------------------------------------------------===//
// Exponentials
//===----------------------------------------------------------------------===//

namespace {
/// exp(x) = exp(rest) * 2^whole.
struct Exponents {
  explicit Exponents(Expr x) {
    whole = Halide::round(x * 1.44269504f);
    // ln(2) in two parts, of which the first times `whole` is exact.
    rest = x - whole * 0.693359375f - whole * -2.12194440e-4f;
  }

  Expr whole, rest;
};
} // namespace

/// exp(x) for |x| up to ln(2)/2.
static Expr shortExponential(Expr x) {
  return polynomial(x, {1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24,
                        1.0f / 6, 1.0f / 2, 1.0f, 1.0f});
}

/// 2^n for whole numbers from -126 to 127; 0 for -127, infinite for 128.
static Expr powerOfTwo(Expr n) {
  return Halide::reinterpret<float>((n + 127) << 23);
}

/// x * 2^n in two steps, which are in range for n down to -160 and up to 160.
static Expr scaleByPower(Expr x, Expr n) {
  Expr half = n >> 1;
  return x * powerOfTwo(half) * powerOfTwo(n - half);
}

Expr cocc::boundedExponential(Expr x) {
  Exponents parts(clampBetween(x, -88.0, 89.0));
  return shortExponential(parts.rest) *
         powerOfTwo(Halide::cast<int>(parts.whole));
}

Expr cocc::exponential(Expr x) {
  Exponents parts(clampBetween(x, -104.0, 89.0));
  return scaleByPower(shortExponential(parts.rest),
                      Halide::cast<int>(parts.whole));
}

Expr cocc::sigmoid(Expr x) { return 1.0f / (1.0f + boundedExponential(-x)); }

/// (tanh(x) - x) / x^3 by its Taylor series, for u = x*x below 0.16.
static Expr tangentSeries(Expr u) {
  return polynomial(u, {21844.0f / 6081075, -1382.0f / 155925, 62.0f / 2835,
                        -17.0f / 315, 2.0f / 15, -1.0f / 3});
}

/// tanh(x), which cancels near 0.
static Expr farTangent(Expr x) {
  return 1.0f - 2.0f / (boundedExponential(2.0f * x) + 1.0f);
}

Expr cocc::hyperbolicTangent(Expr x) {
  Expr u = x * x;
  return Halide::select(u < 0.16f, x * (1.0f + u * tangentSeries(u)),
                        farTangent(x));
}

Expr cocc::lessHyperbolicTangent(Expr x) {
  Expr u = x * x;
  return Halide::select(u < 0.16f, -x * u * tangentSeries(u),
                        x - farTangent(x));
}

Expr cocc::exponentialLessOne(Expr x) {
  Expr near =
      x * polynomial(x, {1.0f / 362880, 1.0f / 40320, 1.0f / 5040, 1.0f / 720,
                         1.0f / 120, 1.0f / 24, 1.0f / 6, 1.0f / 2, 1.0f});
  return Halide::select(Halide::abs(x) < 0.5f, near,
                        boundedExponential(x) - 1.0f);
}

Expr cocc::errorFunction(Expr x) {
  // A rational function of x*x, fitted to erf(x)/x for |x| <= 4 by weighted
  // least squares. It ends above 1, so that what is beyond gives 1 exactly.
  Expr bounded = clampBetween(x, -4.0, 4.0);
  Expr u = bounded * bounded;
  Expr numerator =
      polynomial(u, {1.81873520e-06f, 2.97093036e-04f, 4.58882051e-03f,
                     5.52834049e-02f, 2.10499242e-01f, 1.12837875f});
  Expr denominator =
      polynomial(u, {3.63170439e-05f, 1.34995196e-03f, 1.66281424e-02f,
                     1.22303821e-01f, 5.19878566e-01f, 1.0f});
  return clampBetween(bounded * numerator / denominator, -1.0, 1.0);
}

/// 2 * atanh(s) / s by its series, for s*s up to 1/9.
static Expr twiceArtanhOver(Expr s) {
  return polynomial(s * s, {2.0f / 17, 2.0f / 15, 2.0f / 13, 2.0f / 11,
                            2.0f / 9, 2.0f / 7, 2.0f / 5, 2.0f / 3, 2.0f});
}

Expr cocc::softplus(Expr x) {
  // log(1 + u) is 2 * atanh(u / (2 + u)), which does not cancel.
  Expr u = boundedExponential(-Halide::abs(x));
  Expr s = u / (2.0f + u);
  return Halide::max(x, 0.0f) + s * twiceArtanhOver(s);
}

//===----------------------------------------------------------------------===//
// Logarithms and powers
//===----------------------------------------------------------------------===//

static constexpr float infinity = std::numeric_limits<float>::infinity();
static constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

namespace {
/// x = mantissa * 2^exponent with a mantissa within sqrt(2) of one, for x > 0.
struct Parts {
  Expr mantissa, exponent;
};
} // namespace

static Parts takeApart(Expr x) {
  Expr isTiny = x < std::numeric_limits<float>::min();
  Expr bits = Halide::reinterpret<int>(Halide::select(isTiny, x * 0x1p23f, x));
  // 0x3f3504f3 is 1/sqrt(2).
  Expr exponent = (bits - 0x3f3504f3) >> 23;
  Expr mantissa = Halide::reinterpret<float>(bits - (exponent << 23));
  return {mantissa,
          Halide::cast<float>(exponent) - Halide::select(isTiny, 23.0f, 0.0f)};
}

/// The logarithm of a mantissa.
static Expr shortLogarithm(Expr mantissa) {
  Expr s = (mantissa - 1.0f) / (mantissa + 1.0f);
  return s * twiceArtanhOver(s);
}

Expr cocc::naturalLogarithm(Expr x) {
  Parts parts = takeApart(x);
  Expr value = parts.exponent * 0.69314718f + shortLogarithm(parts.mantissa);
  Expr special =
      Halide::select(x == 0.0f, -infinity, isLess(x, 0.0f), notANumber, x);
  return Halide::select(isLess(0.0f, x) && isLess(x, infinity), value, special);
}

/// By squaring; `exponent` is positive.
static Expr repeatedProduct(Expr x, int exponent) {
  if (exponent == 1)
    return x;
  Expr half = repeatedProduct(x, exponent / 2);
  return exponent % 2 == 0 ? half * half : half * half * x;
}

/// 2^(whole + part) for a whole number and a part within half of zero; zero or
/// infinite beyond the range of float32.
static Expr scaledPower(Expr whole, Expr part) {
  return scaleByPower(shortExponential(part * 0.69314718f),
                      Halide::cast<int>(Halide::clamp(whole, -160.0f, 160.0f)));
}

/// |x|^exponent for a finite x that is not zero.
static Expr positivePower(Expr x, float exponent) {
  // Of exponent * log2(x), what the exponents make is exact: a float of 12 bits
  // times a small integer. Only its fraction is rounded.
  Parts parts = takeApart(Halide::abs(x));
  float coarse = static_cast<float>(std::ldexp(
      std::nearbyint(std::ldexp(exponent, 11 - std::ilogb(exponent))),
      std::ilogb(exponent) - 11));
  Expr exact = coarse * parts.exponent;
  Expr rest = (exponent - coarse) * parts.exponent +
              exponent * (shortLogarithm(parts.mantissa) * 1.44269504f);
  Expr whole = Halide::round(exact + rest);
  return scaledPower(whole, (exact - whole) + rest);
}

/// x^exponent for any x, by C's rules for zeros, infinities and signs.
static Expr generalPower(Expr x, float exponent) {
  bool isWhole = std::trunc(exponent) == exponent;
  bool isOdd = isWhole && std::fmod(exponent, 2.0f) != 0.0f;
  Expr size = Halide::abs(x);
  Expr value = Halide::select(size == 0.0f, exponent > 0 ? 0.0f : infinity,
                              size == infinity, exponent > 0 ? infinity : 0.0f,
                              positivePower(x, exponent));
  Expr below = isOdd ? -value : value;
  if (!isWhole)
    below = Halide::select(size == 0.0f || size == infinity, value, notANumber);
  Expr isNegative = Halide::reinterpret<int>(x) < 0; // -0 is, too
  return Halide::select(isNotANumber(x), x, isNegative, below, value);
}

Expr cocc::power(Expr x, double exponent) {
  static constexpr double mostFactors = 16;
  double size = std::abs(exponent);
  if (exponent == 0.0)
    return 1.0f;
  Expr value;
  if (exponent == 0.5 || exponent == -0.5)
    value = Halide::sqrt(x);
  else if (std::trunc(size) == size && size <= mostFactors)
    value = repeatedProduct(x, static_cast<int>(size));
  else
    return generalPower(x, static_cast<float>(exponent));
  return exponent > 0 ? value : 1.0f / value;
}
