//===- LowerFunctions.cpp - Functions of one number, and of several -------===//

#include "frontends/torch/LowerFunctionValues.h"
#include "frontends/torch/LowerParts.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {
namespace {

bool lowerUnary(Call &call) {
  PartMath math(call);
  return math.give(math.unary(call.op, math.get("self")));
}

/// What PyTorch calls the second of two numbers.
StringRef secondOf(const Call &call) {
  for (StringRef name : {"exponent", "values"})
    if (call.has(name))
      return name;
  return "other";
}

bool lowerBinary(Call &call) {
  PartMath math(call);
  return math.give(
      math.binary(call.op, math.get("self"), math.get(secondOf(call))));
}

/// To a number of digits, by a power of ten on either side.
bool lowerRound(Call &call) {
  PartMath math(call);
  Real value = math.get("self");
  double power = std::pow(10.0, std::abs(call.integer("decimals")));
  if (power == 1)
    return math.give(math.unary("round", value));
  bool isFraction = call.integer("decimals") > 0;
  Real shifted = isFraction ? math.scaled(value, power)
                            : math.binary("div", value, numberPart(power));
  Real rounded = math.unary("round", shifted);
  return math.give(isFraction ? math.binary("div", rounded, numberPart(power))
                              : math.scaled(rounded, power));
}

bool lowerRoundingDiv(Call &call, StringRef mode) {
  PartMath math(call);
  Real a = math.get("self"), b = math.get("other");
  return math.give(mode == "floor"
                       ? math.binary("floor_divide", a, b)
                       : math.unary("trunc", math.binary("div", a, b)));
}

bool lowerDiv(Call &call) {
  if (call.has("rounding_mode"))
    return lowerRoundingDiv(call, call.text("rounding_mode"));
  // As a mean of all frames so far has it.
  if (const Stream *stream = call.stream("self"))
    if (std::optional<Stream> count = countFrames(call, *stream, "other"))
      return call.give(call.join("div", {*stream, *count}));
  PartMath math(call);
  Real a = math.get("self"), b = math.get("other");
  return math.give(math.quotient(a, b));
}

/// A stream to the power of a number is a layer of its own.
bool lowerPow(Call &call) {
  const Stream *stream = call.stream("self");
  if (!stream || call.find("exponent"))
    return lowerBinary(call);
  return call.give(
      call.layer("pow", *stream,
                 Attributes().number("exponent", call.number("exponent", 2))));
}

/// 2^other times self.
bool lowerLdexp(Call &call) {
  PartMath math(call);
  return math.give(
      math.product(math.get("self"), math.unary("exp2", math.get("other"))));
}

bool lowerLerp(Call &call) {
  PartMath math(call);
  Real start = math.get("self"), end = math.get("end");
  return math.give(math.sum(
      start, math.product(math.difference(end, start), math.get("weight"))));
}

/// addcmul and addcdiv.
bool lowerAddProduct(Call &call) {
  PartMath math(call);
  Real a = math.get("tensor1"), b = math.get("tensor2");
  Real made = call.op == "addcmul" ? math.product(a, b) : math.quotient(a, b);
  return math.give(
      math.sum(math.get("self"), math.scaled(made, call.number("value", 1))));
}

bool lowerLogit(Call &call) {
  PartMath math(call);
  Real value = math.get("self");
  if (call.has("eps")) {
    double eps = call.number("eps");
    value = math.binary("maximum", value, numberPart(eps));
    value = math.binary("minimum", value, numberPart(1 - eps));
  }
  return math.give(math.unary("logit", value));
}

/// isposinf and isneginf.
bool lowerIsInfinite(Call &call) {
  PartMath math(call);
  double infinity = call.op == "isneginf" ? -INFINITY : INFINITY;
  return math.give(math.binary("eq", math.get("self"), numberPart(infinity)));
}

bool lowerDegrees(Call &call) {
  PartMath math(call);
  double factor = call.op == "deg2rad" ? M_PI / 180 : 180 / M_PI;
  return math.give(math.scaled(math.get("self"), factor));
}

bool lowerPositive(Call &call) {
  PartMath math(call);
  return math.give(math.get("self"));
}

bool lowerNanToNum(Call &call) {
  static constexpr double most = 3.4028234663852886e38;
  double nan = call.number("nan", 0), high = call.number("posinf", most),
         low = call.number("neginf", -most);
  if (const Constant *known = call.constant("self"))
    return call.give(known->mapped(known->type, [=](double x) {
      return std::isnan(x) ? nan : !std::isinf(x) ? x : x > 0 ? high : low;
    }));
  Stream input;
  return call.need("self", input) &&
         call.give(call.layer("nan_to_num", input,
                              Attributes()
                                  .number("nan", nan, 0)
                                  .number("posinf", high, most)
                                  .number("neginf", low, -most)));
}

constexpr LowerEntry entries[] = {{"round", lowerRound},
                                  {"div", lowerDiv},
                                  {"pow", lowerPow},
                                  {"ldexp", lowerLdexp},
                                  {"lerp", lowerLerp},
                                  {"addcmul", lowerAddProduct},
                                  {"addcdiv", lowerAddProduct},
                                  {"logit", lowerLogit},
                                  {"isposinf", lowerIsInfinite},
                                  {"isneginf", lowerIsInfinite},
                                  {"deg2rad", lowerDegrees},
                                  {"rad2deg", lowerDegrees},
                                  {"positive", lowerPositive},
                                  {"nan_to_num", lowerNanToNum}};

/// The same and the functions that serve streams, or what is known.
std::vector<LowerEntry> makeTable(bool isKnown) {
  std::vector<LowerEntry> table(std::begin(entries), std::end(entries));
  auto add = [&](const auto &function, LowerFunction lower) {
    bool serves = isKnown || function.layer == FunctionLayer::Word;
    if (serves && !findIn(LowerTable(entries), function.name))
      table.push_back({function.name, lower});
  };
  for (const UnaryFunction &function : unaryFunctions())
    add(function, lowerUnary);
  for (const BinaryFunction &function : binaryFunctions())
    add(function, lowerBinary);
  return table;
}

} // namespace

LowerTable functionTable() {
  static const std::vector<LowerEntry> table = makeTable(/*isKnown=*/false);
  return table;
}

LowerTable knownFunctionTable() {
  static const std::vector<LowerEntry> table = makeTable(/*isKnown=*/true);
  return table;
}

} // namespace cocc::frontends
