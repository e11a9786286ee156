//===- LowerConstants.cpp - Numbers that are known, made and computed -----===//

#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerParts.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

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

bool giveMade(Call &call, const std::optional<Value> &made) {
  if (!made)
    return false;
  const auto *constant = std::get_if<Constant>(&*made);
  return constant ? giveRounded(call, *constant) : call.give(*made);
}

namespace {

bool need(Call &call, StringRef parameter, Constant &constant) {
  std::optional<Constant> known = knownOperand(call, parameter);
  if (known)
    constant = *known;
  return known ||
         call.fail("'" + parameter + "' must be a constant or a number");
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

bool lowerSum(Call &call) {
  double alpha = call.number("alpha", 1) * (call.op == "add" ? 1 : -1);
  bool isReversed = call.op == "rsub";
  return giveCombined(call, isReversed ? "other" : "self",
                      isReversed ? "self" : "other",
                      [=](double a, double b) { return a + alpha * b; });
}

/// By numbers or by tensors.
bool lowerClamp(Call &call) {
  PartMath math(call);
  Real value = math.get("self");
  if (call.has("min"))
    value = math.binary("maximum", value, math.get("min"));
  if (call.has("max"))
    value = math.binary("minimum", value, math.get("max"));
  return math.give(value);
}

/// Of whole numbers all bits.
bool lowerBitwiseNot(Call &call) {
  Constant input;
  return call.need("self", input) &&
         giveRounded(call, input.mapped(input.type, [&](double x) -> double {
           return input.type == TorchType::Bool ? x == 0 : -1 - x;
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

constexpr LowerEntry entries[] = {{"add", lowerSum},
                                  {"sub", lowerSum},
                                  {"rsub", lowerSum},
                                  {"clamp", lowerClamp},
                                  {"clamp_min", lowerClamp},
                                  {"clamp_max", lowerClamp},
                                  {"bitwise_not", lowerBitwiseNot},
                                  {"masked_fill", lowerMaskedFill},
                                  {"where", lowerWhere}};

} // namespace

LowerTable constantTable() { return entries; }

} // namespace cocc::frontends
