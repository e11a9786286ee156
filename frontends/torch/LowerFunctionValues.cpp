//===- LowerFunctionValues.cpp --------------------------------------------===//

#include "frontends/torch/LowerFunctionValues.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// The larger or smaller of two, no number where one is none.
double larger(double a, double b) { return b > a || std::isnan(b) ? b : a; }
double smaller(double a, double b) { return b < a || std::isnan(b) ? b : a; }

double sinc(double x) { return x == 0 ? 1 : std::sin(M_PI * x) / (M_PI * x); }

/// By steps of one up to where its series converges, and the mirror image of
/// what is negative.
double digamma(double x) {
  if (x == 0)
    return std::copysign(infinity, -x);
  if (x < 0)
    return x == std::floor(x)
               ? notANumber
               : digamma(1 - x) - M_PI / std::tan(M_PI * (x - std::floor(x)));
  double sum = 0;
  for (; x < 20; ++x)
    sum -= 1 / x;
  double u = 1 / (x * x);
  return sum + std::log(x) - 0.5 / x -
         u * (1.0 / 12 - u * (1.0 / 120 - u * (1.0 / 252 - u / 240)));
}

/// Newton's steps on erfc, which does not cancel, from a value by Winitzki's
/// formula.
double erfinv(double y) {
  double size = std::abs(y);
  if (!(size < 1))
    return size == 1 ? y * infinity : notANumber;
  double log = std::log1p(-size * size), a = 0.147,
         b = 2 / (M_PI * a) + log / 2;
  double x = std::sqrt(std::sqrt(b * b - log / a) - b);
  for (int step = 0; step < 4 && size > 0; ++step) {
    double above = size < 0.5 ? std::erf(x) - size : (1 - size) - std::erfc(x);
    x -= above / (M_2_SQRTPI * std::exp(-x * x));
  }
  return std::copysign(x, y);
}

double remainderOf(double a, double b) {
  double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

double logaddexp(double a, double b) {
  return a == b ? a + std::log(2.0)
                : larger(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}

double logaddexp2(double a, double b) {
  return logaddexp(a * M_LN2, b * M_LN2) / M_LN2;
}

double timesLog(double x, double log) {
  return std::isnan(log) ? log : x == 0 ? 0 : x * log;
}

/// What is whole, as bits.
int64_t bits(double x) { return static_cast<int64_t>(x); }

constexpr auto word = FunctionLayer::Word, own = FunctionLayer::Own,
               relation = FunctionLayer::Relation, none = FunctionLayer::None;
constexpr UnaryFunction unaries[] = {
    {"abs", std::fabs, own},
    {"acos", std::acos, word},
    {"acosh", std::acosh, word},
    {"angle", [](double x) { return std::isnan(x) ? x
                                    : x < 0       ? M_PI
                                                  : 0.0; },
     word},
    {"asin", std::asin, word},
    {"asinh", std::asinh, word},
    {"atan", std::atan, word},
    {"atanh", std::atanh, word},
    {"ceil", std::ceil, word},
    {"cos", std::cos, word},
    {"cosh", std::cosh, word},
    {"digamma", digamma, word},
    {"erf", std::erf, word},
    {"erfc", std::erfc, word},
    {"erfinv", erfinv, word},
    {"exp", std::exp, own},
    {"exp2", std::exp2, word},
    {"expm1", std::expm1, word},
    {"floor", std::floor, word},
    {"frac", [](double x) { return x - std::trunc(x); }, word},
    {"isfinite", [](double x) -> double { return std::isfinite(x); }, word},
    {"isinf", [](double x) -> double { return std::isinf(x); }, word},
    {"isnan", [](double x) -> double { return std::isnan(x); }, word},
    {"lgamma", std::lgamma, word},
    {"log", std::log, own},
    {"log10", std::log10, word},
    {"log1p", std::log1p, word},
    {"log2", std::log2, word},
    {"logical_not", [](double x) -> double { return x == 0; }, none},
    {"logit", [](double x) { return std::log(x / (1 - x)); }, word},
    {"neg", [](double x) { return -x; }, none},
    {"reciprocal", [](double x) { return 1 / x; }, none},
    {"relu", [](double x) { return larger(x, 0.0); }, own},
    {"round", [](double x) { return std::nearbyint(x); }, word},
    {"rsqrt", [](double x) { return 1 / std::sqrt(x); }, none},
    {"sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }, own},
    {"sign", [](double x) { return x > 0   ? 1.0
                                   : x < 0 ? -1.0
                                           : x; }, own},
    {"signbit", [](double x) -> double { return std::signbit(x); }, word},
    {"silu", [](double x) { return x / (1 + std::exp(-x)); }, own},
    {"sin", std::sin, word},
    {"sinc", sinc, word},
    {"sinh", std::sinh, word},
    {"softplus", [](double x) { return x > 20 ? x : std::log1p(std::exp(x)); },
     none},
    {"sqrt", std::sqrt, own},
    {"square", [](double x) { return x * x; }, none},
    {"tan", std::tan, word},
    {"tanh", std::tanh, own},
    {"trunc", std::trunc, word}};

constexpr BinaryFunction binaries[] = {
    {"atan2", std::atan2, word},
    {"bitwise_and",
     [](double a, double b) -> double { return bits(a) & bits(b); }, none},
    {"bitwise_or",
     [](double a, double b) -> double { return bits(a) | bits(b); }, none},
    {"bitwise_xor",
     [](double a, double b) -> double { return bits(a) ^ bits(b); }, none},
    {"copysign", std::copysign, word},
    {"div", [](double a, double b) { return a / b; }, own},
    {"eq", [](double a, double b) -> double { return a == b; }, relation},
    {"floor_divide",
     [](double a, double b) {
       return b == 0 ? a / b : std::round((a - remainderOf(a, b)) / b);
     },
     word},
    {"fmax", std::fmax, word},
    {"fmin", std::fmin, word},
    {"fmod", std::fmod, word},
    {"ge", [](double a, double b) -> double { return a >= b; }, relation},
    {"gt", [](double a, double b) -> double { return a > b; }, relation},
    {"heaviside",
     [](double x, double atZero) {
       return x == 0 ? atZero : x > 0 ? 1.0 : 0.0;
     },
     word},
    {"hypot", std::hypot, word},
    {"le", [](double a, double b) -> double { return a <= b; }, relation},
    {"logaddexp", logaddexp, word},
    {"logaddexp2", logaddexp2, word},
    {"logical_and",
     [](double a, double b) -> double { return a != 0 && b != 0; }, none},
    {"logical_or",
     [](double a, double b) -> double { return a != 0 || b != 0; }, none},
    {"logical_xor",
     [](double a, double b) -> double { return (a != 0) != (b != 0); }, none},
    {"lt", [](double a, double b) -> double { return a < b; }, relation},
    {"maximum", larger, own},
    {"minimum", smaller, own},
    {"mul", [](double a, double b) { return a * b; }, none},
    {"ne", [](double a, double b) -> double { return a != b; }, relation},
    {"pow", std::pow, word},
    {"remainder", remainderOf, word},
    {"xlog1py", [](double x, double y) { return timesLog(x, std::log1p(y)); },
     word},
    {"xlogy", [](double x, double y) { return timesLog(x, std::log(y)); },
     word}};

template <typename Function>
const Function *findNamed(ArrayRef<Function> functions, StringRef name) {
  const auto *found = find_if(
      functions, [&](const Function &each) { return each.name == name; });
  return found == functions.end() ? nullptr : found;
}

} // namespace

ArrayRef<UnaryFunction> unaryFunctions() { return unaries; }
ArrayRef<BinaryFunction> binaryFunctions() { return binaries; }

const UnaryFunction *findUnary(StringRef name) {
  return findNamed(unaryFunctions(), name);
}

const BinaryFunction *findBinary(StringRef name) {
  return findNamed(binaryFunctions(), name);
}

} // namespace cocc::frontends
