//===- LowerConstants.cpp - Numbers that are known, made and computed -----===//

#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

bool giveRounded(Call &call, Constant result) {
  result.type = call.resultType();
  if (result.type == TorchType::Float32)
    result = result.mapped(result.type, [](double number) {
      return static_cast<double>(static_cast<float>(number));
    });
  return call.give(result);
}

namespace {

bool need(Call &call, StringRef parameter, Constant &constant) {
  std::optional<Constant> known = knownOperand(call, parameter);
  if (known)
    constant = *known;
  return known ||
         call.fail("'" + parameter + "' must be a constant or a number");
}

using Unary = double (*)(double);
using Binary = double (*)(double, double);

Unary findUnary(StringRef op) {
  return StringSwitch<Unary>(op)
      .Case("exp", [](double x) { return std::exp(x); })
      .Case("log", [](double x) { return std::log(x); })
      .Case("sqrt", [](double x) { return std::sqrt(x); })
      .Case("rsqrt", [](double x) { return 1 / std::sqrt(x); })
      .Case("reciprocal", [](double x) { return 1 / x; })
      .Case("square", [](double x) { return x * x; })
      .Case("neg", [](double x) { return -x; })
      .Case("abs", [](double x) { return std::abs(x); })
      .Case("sin", [](double x) { return std::sin(x); })
      .Case("cos", [](double x) { return std::cos(x); })
      .Case("tanh", [](double x) { return std::tanh(x); })
      .Case("relu", [](double x) { return std::max(x, 0.0); })
      .Case("floor", [](double x) { return std::floor(x); })
      .Case("sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); })
      .Case("softplus",
            [](double x) { return x > 20 ? x : std::log1p(std::exp(x)); })
      .Cases({"bitwise_not", "logical_not"},
             [](double x) -> double { return x == 0; })
      .Default(nullptr);
}

Binary findBinary(StringRef op) {
  return StringSwitch<Binary>(op)
      .Cases({"mul", "multiply"}, [](double a, double b) { return a * b; })
      .Cases({"div", "divide"}, [](double a, double b) { return a / b; })
      .Case("pow", [](double a, double b) { return std::pow(a, b); })
      .Case("maximum", [](double a, double b) { return std::max(a, b); })
      .Case("minimum", [](double a, double b) { return std::min(a, b); })
      .Case("floor_divide",
            [](double a, double b) { return std::floor(a / b); })
      .Case("remainder",
            [](double a, double b) { return a - b * std::floor(a / b); })
      .Case("eq", [](double a, double b) -> double { return a == b; })
      .Case("ne", [](double a, double b) -> double { return a != b; })
      .Case("ge", [](double a, double b) -> double { return a >= b; })
      .Case("gt", [](double a, double b) -> double { return a > b; })
      .Case("le", [](double a, double b) -> double { return a <= b; })
      .Case("lt", [](double a, double b) -> double { return a < b; })
      .Cases({"__and__", "logical_and", "bitwise_and"},
             [](double a, double b) -> double { return a != 0 && b != 0; })
      .Cases({"__or__", "logical_or", "bitwise_or"},
             [](double a, double b) -> double { return a != 0 || b != 0; })
      .Cases({"logical_xor", "bitwise_xor"},
             [](double a, double b) -> double { return (a != 0) != (b != 0); })
      .Default(nullptr);
}

bool lowerUnary(Call &call) {
  Constant input;
  return call.need("self", input) &&
         giveRounded(call, input.mapped(input.type, findUnary(call.op)));
}

bool giveCombined(Call &call, StringRef first, StringRef second,
                  function_ref<double(double, double)> function) {
  Constant a, b;
  if (!need(call, first, a) || !need(call, second, b))
    return false;
  std::optional<Constant> result = combine(a, b, a.type, function);
  return result ? giveRounded(call, *result)
                : call.fail("has operands whose shapes do not fit");
}

bool lowerBinary(Call &call) {
  if (call.has("rounding_mode"))
    return giveCombined(call, "self", "other", [&](double a, double b) {
      return call.text("rounding_mode") == "floor" ? std::floor(a / b)
                                                   : std::trunc(a / b);
    });
  return giveCombined(call, "self", call.has("exponent") ? "exponent" : "other",
                      findBinary(call.op));
}

bool lowerSum(Call &call) {
  double alpha = call.number("alpha", 1) * (call.op == "add" ? 1 : -1);
  bool isReversed = call.op == "rsub";
  return giveCombined(call, isReversed ? "other" : "self",
                      isReversed ? "self" : "other",
                      [=](double a, double b) { return a + alpha * b; });
}

bool lowerClamp(Call &call) {
  Constant input;
  double low = call.has("min") ? call.number("min") : -INFINITY;
  double high = call.has("max") ? call.number("max") : INFINITY;
  return call.need("self", input) &&
         giveRounded(call, input.mapped(input.type, [=](double number) {
           return std::min(std::max(number, low), high);
         }));
}

/// `yes` where `mask` is true, `no` elsewhere.
bool giveChosen(Call &call, StringRef mask, StringRef yes, StringRef no) {
  Constant condition, a, b;
  if (!need(call, mask, condition) || !need(call, yes, a) || !need(call, no, b))
    return false;
  auto chosen = a.expanded(call.resultSizes());
  auto other = b.expanded(call.resultSizes());
  auto where = condition.expanded(call.resultSizes());
  if (!chosen || !other || !where)
    return call.fail("has operands whose shapes do not fit");
  std::vector<double> numbers = *other->numbers;
  for (auto [i, number] : enumerate(numbers))
    if (where->at(i) != 0)
      number = chosen->at(i);
  return giveRounded(
      call, Constant::make(a.type, call.resultSizes(), std::move(numbers)));
}

bool lowerMaskedFill(Call &call) {
  return giveChosen(call, "mask", "value", "self");
}

bool lowerWhere(Call &call) {
  return giveChosen(call, "condition", "self", "other");
}

constexpr LowerEntry entries[] = {{"exp", lowerUnary},
                                  {"log", lowerUnary},
                                  {"sqrt", lowerUnary},
                                  {"rsqrt", lowerUnary},
                                  {"reciprocal", lowerUnary},
                                  {"square", lowerUnary},
                                  {"neg", lowerUnary},
                                  {"abs", lowerUnary},
                                  {"sin", lowerUnary},
                                  {"cos", lowerUnary},
                                  {"tanh", lowerUnary},
                                  {"relu", lowerUnary},
                                  {"floor", lowerUnary},
                                  {"sigmoid", lowerUnary},
                                  {"softplus", lowerUnary},
                                  {"bitwise_not", lowerUnary},
                                  {"logical_not", lowerUnary},
                                  {"mul", lowerBinary},
                                  {"multiply", lowerBinary},
                                  {"div", lowerBinary},
                                  {"divide", lowerBinary},
                                  {"pow", lowerBinary},
                                  {"maximum", lowerBinary},
                                  {"minimum", lowerBinary},
                                  {"floor_divide", lowerBinary},
                                  {"remainder", lowerBinary},
                                  {"eq", lowerBinary},
                                  {"ne", lowerBinary},
                                  {"ge", lowerBinary},
                                  {"gt", lowerBinary},
                                  {"le", lowerBinary},
                                  {"lt", lowerBinary},
                                  {"__and__", lowerBinary},
                                  {"__or__", lowerBinary},
                                  {"logical_and", lowerBinary},
                                  {"logical_or", lowerBinary},
                                  {"logical_xor", lowerBinary},
                                  {"bitwise_and", lowerBinary},
                                  {"bitwise_or", lowerBinary},
                                  {"bitwise_xor", lowerBinary},
                                  {"add", lowerSum},
                                  {"sub", lowerSum},
                                  {"rsub", lowerSum},
                                  {"clamp", lowerClamp},
                                  {"clamp_min", lowerClamp},
                                  {"clamp_max", lowerClamp},
                                  {"masked_fill", lowerMaskedFill},
                                  {"where", lowerWhere}};

} // namespace

LowerTable constantTable() { return entries; }

} // namespace cocc::frontends
