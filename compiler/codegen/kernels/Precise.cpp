//===- Precise.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Precise.h"
#include "compiler/codegen/kernels/Order.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

using Halide::Expr;

Expr cocc::withSharedParts(Expr expression) {
  return Halide::Internal::common_subexpression_elimination(expression);
}

namespace cocc::precise {

static Expr wordOf(uint64_t bits) {
  return Halide::Internal::UIntImm::make(Halide::UInt(64), bits);
}

/// Halide writes numbers in double precision as float32 ones in OpenCL C: what
/// is none is given by its bits.
Real::Real(double number)
    : value(std::isnan(number) || static_cast<float>(number) == number
                ? Expr(number)
                : Halide::reinterpret<double>(
                      wordOf(std::bit_cast<uint64_t>(number)))) {}

static Expr bitsOf(Real x) { return Halide::reinterpret<uint64_t>(x.value); }

static constexpr uint64_t infinite = 0x7ff0000000000000;

Expr less(Real a, Real b) { return isLess(a.value, b.value); }
Expr equal(Real a, Real b) { return isEqual(a.value, b.value); }
// By their bits: LLVM leaves out such comparisons of the results of ordinary
// arithmetic.
Expr isNone(Real x) {
  if (x.source.defined())
    return isNotANumber(x.source);
  return (bitsOf(x) & wordOf(~0ull >> 1)) > wordOf(infinite);
}
Expr isInfinite(Real x) {
  if (x.source.defined())
    return isEqual(Halide::abs(x.source),
                   std::numeric_limits<float>::infinity());
  return (bitsOf(x) & wordOf(~0ull >> 1)) == wordOf(infinite);
}
Expr isNegative(Real x) {
  if (auto number = Halide::Internal::as_const_float(x.value))
    return Halide::Internal::make_bool(std::signbit(*number));
  return Halide::reinterpret<int64_t>(x.value) < Halide::cast<int64_t>(0);
}

Real polynomial(Real x, std::initializer_list<double> numbers) {
  Real sum = *numbers.begin();
  for (const double *next = numbers.begin() + 1; next != numbers.end(); ++next)
    sum = sum * x + *next;
  return sum;
}

//===----------------------------------------------------------------------===//
// Logarithms and exponentials
//===----------------------------------------------------------------------===//

/// log(x) for positive normal numbers.
static Real normalLogarithm(Real x) {
  // Of x = m * 2^k, m is within sqrt(2) of one; the first number is 1/sqrt(2).
  constexpr uint64_t start = 0x3fe6a09e667f3bcd, offset = uint64_t(1024) << 52;
  Expr bits = bitsOf(x);
  Expr biased = bits + wordOf(offset - start);
  Expr k = Halide::cast<int>(biased >> wordOf(52)) - 1024;
  Expr whole = (biased & wordOf(uint64_t(0xfff) << 52)) - wordOf(offset);
  Real m(Halide::reinterpret<double>(bits - whole));
  Real s = (m - 1.0) / (m + 1.0);
  Real series =
      polynomial(s * s, {2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13,
                         2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3, 2.0});
  return Real::of(k) * 0.69314718055994530942 + s * series;
}

Real logarithm(Real x) {
  Real special = select(equal(x, 0.0), -infinity, less(x, 0.0), notANumber, x);
  return select(less(0.0, x) && less(x, infinity), normalLogarithm(x), special);
}

Real logarithmOfOnePlus(Real x) {
  Real series = x * polynomial(x, {-1.0 / 4, 1.0 / 3, -1.0 / 2, 1.0});
  return select(less(abs(x), 1e-3), series, logarithm(1.0 + x));
}

Real exponential(Real x) {
  x = select(less(x, -700.0), -700.0, less(700.0, x), 700.0, x);
  Real whole = round(x * 1.44269504088896340736);
  Real rest = (x - whole * 0.693147180369123816490) -
              whole * 1.90821492927058770002e-10;
  Real power = polynomial(rest, {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
                                 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24,
                                 1.0 / 6, 1.0 / 2, 1.0, 1.0});
  Expr exponent = Halide::cast<uint64_t>(Halide::cast<int>(whole.value) + 1023);
  return power * Real(Halide::reinterpret<double>(
                     exponent << Halide::cast<uint64_t>(52)));
}

Real exponentialLessOne(Real x) {
  Real series = x * polynomial(x, {1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1.0});
  return select(less(abs(x), 1e-2), series, exponential(x) - 1.0);
}

//===----------------------------------------------------------------------===//
// Angles
//===----------------------------------------------------------------------===//

/// atan(t) for |t| up to tan(pi/8).
static Real shortArcTangent(Real t) {
  Real u = t * t;
  return t * polynomial(u, {1.0 / 25, -1.0 / 23, 1.0 / 21, -1.0 / 19, 1.0 / 17,
                            -1.0 / 15, 1.0 / 13, -1.0 / 11, 1.0 / 9, -1.0 / 7,
                            1.0 / 5, -1.0 / 3, 1.0});
}

Real angle(Real y, Real x) {
  Real height = abs(y), width = abs(x);
  Expr isSteep = less(width, height);
  Real large = select(isSteep, height, width);
  Real small = select(isSteep, width, height);
  // Both infinite: as if both were one.
  Expr isEndless = isInfinite(x) && isInfinite(y);
  large = select(isEndless, 1.0, large);
  small = select(isEndless, 1.0, small);
  // Beyond pi/8, from pi/4 on.
  Expr isWide = less(large * 0.41421356237309504880, small);
  Real slope = select(isWide, small - large, small) /
               select(equal(large, 0.0), 1.0, isWide, small + large, large);
  Real eighth = select(isWide, Real(pi / 4), 0.0) + shortArcTangent(slope);
  Real quarter = select(isSteep, pi / 2 - eighth, eighth);
  Real half = select(isNegative(x), pi - quarter, quarter);
  return select(isNone(x) || isNone(y), notANumber, isNegative(y), -half, half);
}

/// `count` bits of 2/pi from the one of weight 2^-`first` on.
static double bitsOfTwoOverPi(int first, int count) {
  static constexpr uint32_t words[] = {0xA2F9836E, 0x4E441529, 0xFC2757D1,
                                       0xF534DDC0, 0xDB629599, 0x3C439041,
                                       0xFE5163AB, 0xDEBBC561};
  double sum = 0;
  for (int bit = first; bit < first + count; ++bit)
    if (words[(bit - 1) / 32] >> (31 - (bit - 1) % 32) & 1)
      sum += std::ldexp(1.0, -bit);
  return sum;
}

/// x / (pi/2) less a multiple of 4 is wanted to 2^-53, however large x is. Bits
/// of 2/pi that make whole multiples of 4 of it are left out, and the others
/// taken in three parts, of which the product of the first two with x is exact.
Quarters countQuarters(Real x) {
  static constexpr int classes = 5, bitsOfClass = 30;
  Real size = abs(x);
  Real parts[] = {0, 0, 0};
  for (int each = classes; each-- > 0;) {
    int first = std::max(1, bitsOfClass * each - 26);
    double numbers[] = {bitsOfTwoOverPi(first, 29),
                        bitsOfTwoOverPi(first + 29, 29),
                        bitsOfTwoOverPi(first + 58, 53)};
    Expr isBelow = less(size, std::ldexp(1.0, bitsOfClass * (each + 1)));
    for (int part = 0; part < 3; ++part)
      parts[part] = each + 1 == classes
                        ? Real(numbers[part])
                        : select(isBelow, numbers[part], parts[part]);
  }
  auto withoutTurns = [](Real quarters) {
    return quarters - 4.0 * round(quarters * 0.25);
  };
  Real high = withoutTurns(x * parts[0]), middle = withoutTurns(x * parts[1]);
  Real low = x * parts[2];
  Real whole = round(high + middle + low);
  Real rest = ((high - whole) + middle) + low;
  return {Halide::cast<int>(whole.value) & 3, rest * (pi / 2)};
}

/// sin(pi * x) for |x| up to 1/2.
static Real sineOfHalfTurn(Real x) {
  Real a = x * pi, u = a * a;
  return a * polynomial(u, {1.0 / 355687428096000, -1.0 / 1307674368000,
                            1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880,
                            -1.0 / 5040, 1.0 / 120, -1.0 / 6, 1.0});
}

/// Whether a whole number is odd.
static Expr isOdd(Real whole) {
  Real half = whole * 0.5;
  return !equal(half, trunc(half));
}

Real sineOfTurns(Real x) {
  Real whole = round(x);
  Real value = sineOfHalfTurn(x - whole);
  return select(isOdd(whole), -value, value);
}

Real cosineOfTurns(Real x) {
  // Beside a whole number, as sin(pi * (1/2 - |rest|)).
  Real whole = round(x);
  Real value = sineOfHalfTurn(0.5 - abs(x - whole));
  return select(isOdd(whole), -value, value);
}

//===----------------------------------------------------------------------===//
// Error functions
//===----------------------------------------------------------------------===//

/// erf(x) for |x| up to 1: x times a polynomial of x*x through Chebyshev's
/// points.
static Real nearErrorFunction(Real x) {
  return x * polynomial(x * x, {-1.0469110332151208e-7, 1.5306373163641084e-6,
                                -1.4795031400662045e-5, 1.2046261269779797e-4,
                                -8.5479337365196332e-4, 5.2239671935438997e-3,
                                -2.6866169050599324e-2, 1.1283791658548713e-1,
                                -3.7612638902808614e-1, 1.1283791670954938});
}

/// erfc(x) for x from 0 on: with t = 2 / (2 + x), t * exp(-x*x) times the
/// exponential of a polynomial of t, through Chebyshev's points.
static Real farComplement(Real x) {
  Real t = 2.0 / (2.0 + x);
  Real power = polynomial(
      t, {-0.14600634854716275, 1.1917275065282006, -4.2420013655207265,
          8.5399840638268528, -10.523469959518221, 8.0636589828535821,
          -3.915875730352482, 1.4571605803462392, -0.44014116935678337,
          -0.086117016526384491, -0.092126924985283874, 0.0837328301277,
          0.37498649460893872, 1.0000001804421746, -1.2655121238854328});
  return t * exponential(power - x * x);
}

Real errorFunction(Real x) {
  Real size = abs(x), far = 1.0 - farComplement(size);
  return select(less(size, 1.0), nearErrorFunction(x),
                select(less(x, 0.0), -far, far));
}

Real errorFunctionComplement(Real x) {
  Real far = farComplement(abs(x));
  Real value = select(less(x, 0.0), 2.0 - far, far);
  return select(less(abs(x), 0.5), 1.0 - nearErrorFunction(x), value);
}

} // namespace cocc::precise
