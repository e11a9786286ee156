//===- LowerComplexMath.cpp - Functions of complex numbers ----------------===//

#include "frontends/torch/LowerComplexMath.h"
#include "frontends/torch/LowerRegistry.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

bool lowerAdd(Call &call) {
  ComplexMath math(call);
  Complex a = math.numbers("self"), b = math.numbers("other");
  if (call.op == "rsub")
    std::swap(a, b);
  double factor = call.number("alpha", 1) * (call.op == "add" ? 1 : -1);
  auto both = [&](const Real &x, const Real &y) {
    return factor == -1
               ? math.minus(x, y)
               : math.plus(x, factor == 1 ? y : math.scaled(y, factor));
  };
  return math.giveNumbers(
      {both(a.real, b.real), both(a.imaginary, b.imaginary)});
}

bool lowerMul(Call &call) {
  ComplexMath math(call);
  return math.giveNumbers(
      math.times(math.numbers("self"), math.numbers("other")));
}

bool lowerDiv(Call &call) {
  ComplexMath math(call);
  return math.giveNumbers(
      math.over(math.numbers("self"), math.numbers("other")));
}

bool lowerReciprocal(Call &call) {
  ComplexMath math(call);
  Complex one = {numberPart(1), numberPart(0)};
  return math.giveNumbers(math.over(one, math.numbers("self")));
}

bool lowerSquare(Call &call) {
  ComplexMath math(call);
  Complex numbers = math.numbers("self");
  return math.giveNumbers(math.times(numbers, numbers));
}

/// By size and angle, but for squares.
bool lowerPow(Call &call) {
  ComplexMath math(call);
  if (call.op == "pow" &&
      (call.find("exponent") || !call.has("exponent") || !call.complex("self")))
    return call.fail("the exponent must be a real number");
  double exponent = call.op == "sqrt" ? 0.5 : call.number("exponent");
  if (exponent == 2)
    return lowerSquare(call);
  Complex numbers = math.numbers("self");
  return math.giveNumbers(
      math.polar(math.power(math.size(numbers), exponent),
                 math.scaled(math.angle(numbers), exponent)));
}

bool lowerAbs(Call &call) {
  ComplexMath math(call);
  return math.givePart(math.size(math.numbers("self")));
}

bool lowerAngle(Call &call) {
  ComplexMath math(call);
  return math.givePart(math.angle(math.numbers("self")));
}

bool lowerSign(Call &call) {
  ComplexMath math(call);
  Complex numbers = math.numbers("self");
  Real size = math.size(numbers);
  Real isZero = math.binary("eq", size, numberPart(0));
  return math.giveNumbers(math.over(numbers, math.sum(size, isZero)));
}

bool lowerExp(Call &call) {
  ComplexMath math(call);
  Complex numbers = math.numbers("self");
  Real size = isNumber(numbers.real, 0) ? numberPart(1)
                                        : math.unary("exp", numbers.real);
  return math.giveNumbers(math.polar(size, numbers.imaginary));
}

bool lowerLog(Call &call) {
  ComplexMath math(call);
  Complex numbers = math.numbers("self");
  return math.giveNumbers(
      {math.unary("log", math.size(numbers)), math.angle(numbers)});
}

constexpr LowerEntry entries[] = {
    {"add", lowerAdd},       {"sub", lowerAdd},
    {"rsub", lowerAdd},      {"mul", lowerMul},
    {"div", lowerDiv},       {"reciprocal", lowerReciprocal},
    {"square", lowerSquare}, {"pow", lowerPow},
    {"sqrt", lowerPow},      {"abs", lowerAbs},
    {"angle", lowerAngle},   {"sign", lowerSign},
    {"exp", lowerExp},       {"log", lowerLog}};

} // namespace

LowerTable complexTable() { return entries; }

} // namespace cocc::frontends
