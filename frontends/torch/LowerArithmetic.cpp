//===- LowerArithmetic.cpp - Streams with streams and with numbers --------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

std::optional<Constant> knownOperand(const Call &call, StringRef parameter) {
  if (const Constant *constant = call.constant(parameter))
    return *constant;
  if (call.find(parameter) || !call.has(parameter))
    return std::nullopt;
  return Constant::filled(TorchType::Float32, {}, call.number(parameter));
}

Stream scaled(Call &call, const Stream &input, double factor, double offset) {
  if (factor == 1 && offset == 0)
    return input;
  return call.layer(
      "scale", input,
      Attributes().number("factor", factor, 1).number("offset", offset, 0));
}

/// Joined with a constant; one that differs between the rows of the batch is a
/// frame of its own.
static bool giveWithConstant(Call &call, StringRef called, Stream stream,
                             const Constant &given) {
  Constant constant = given;
  if (!layConstantOut(call, stream, constant))
    return false;
  if (constant.sizes.front() != 1) {
    std::optional<Stream> rows = constantFrame(call, stream, given);
    return rows && call.give(call.join(called, {stream, *rows}));
  }
  constant.sizes.erase(constant.sizes.begin());
  Attributes attributes;
  attributes.integers("shape", constant.sizes);
  return call.give(call.layer((called + "_constant").str(), stream, attributes,
                              {{"value", constant}}));
}

static bool giveSum(Call &call, const Stream &stream,
                    const Constant &constant) {
  if (std::optional<double> number = constant.uniform();
      number && constant.count() == 1)
    return call.give(scaled(call, stream, 1, *number));
  return giveWithConstant(call, "add", stream, constant);
}

static bool giveProduct(Call &call, const Stream &stream,
                        const Constant &constant) {
  if (std::optional<double> number = constant.uniform();
      number && constant.count() == 1)
    return call.give(scaled(call, stream, *number, 0));
  return giveWithConstant(call, "mul", stream, constant);
}

namespace {

/// `a` joined with `b`.
bool giveJoin(Call &call, StringRef called, Stream a, Stream b) {
  return call.align(a, b) && call.give(call.join(called, {a, b}));
}

Stream times(Call &call, const Stream &input, double factor) {
  if (factor == 1)
    return input;
  return call.helper("scale", input, Attributes().number("factor", factor));
}

Constant times(const Constant &constant, double factor) {
  if (factor == 1)
    return constant;
  return constant.mapped(constant.type,
                         [=](double number) { return number * factor; });
}

/// left * a + right * b, each a stream or known.
bool giveWeighted(Call &call, StringRef a, double left, StringRef b,
                  double right) {
  const Stream *x = call.stream(a), *y = call.stream(b);
  if (x && y && left == 1 && right == -1)
    return giveJoin(call, "sub", *x, *y);
  if (x && y)
    return giveJoin(call, "add", times(call, *x, left), times(call, *y, right));
  const Stream &stream = x ? *x : *y;
  std::optional<Constant> known = knownBeside(call, x ? b : a, stream);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  double factor = x ? left : right;
  Constant constant = times(*known, x ? right : left);
  if (constant.count() == 1)
    return call.give(scaled(call, stream, factor, constant.at(0)));
  return giveSum(call, times(call, stream, factor), constant);
}

bool lowerAdd(Call &call) {
  return giveWeighted(call, "self", 1, "other", call.number("alpha", 1));
}

bool lowerSub(Call &call) {
  return giveWeighted(call, "self", 1, "other", -call.number("alpha", 1));
}

bool lowerRsub(Call &call) {
  return giveWeighted(call, "other", 1, "self", -call.number("alpha", 1));
}

bool lowerMul(Call &call) {
  const Stream *x = call.stream("self"), *y = call.stream("other");
  if (x && y)
    return giveJoin(call, "mul", *x, *y);
  std::optional<Constant> known =
      knownBeside(call, x ? "other" : "self", x ? *x : *y);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  return giveProduct(call, x ? *x : *y, *known);
}

Stream inverse(Call &call, const Stream &stream) {
  return call.helper("pow", stream, Attributes().number("exponent", -1));
}

bool lowerDiv(Call &call) {
  const Stream *x = call.stream("self"), *y = call.stream("other");
  if (call.has("rounding_mode"))
    return call.fail("there is no division that rounds");
  if (x && y)
    return giveJoin(call, "div", *x, *y);
  std::optional<Constant> known =
      knownBeside(call, x ? "other" : "self", x ? *x : *y);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  if (y)
    return giveProduct(call, inverse(call, *y), *known);
  return giveProduct(call, *x, known->mapped(known->type, [](double number) {
    return 1 / number;
  }));
}

constexpr LowerEntry entries[] = {
    {"add", lowerAdd},   {"sub", lowerSub},    {"subtract", lowerSub},
    {"rsub", lowerRsub}, {"mul", lowerMul},    {"multiply", lowerMul},
    {"div", lowerDiv},   {"divide", lowerDiv}, {"true_divide", lowerDiv}};

} // namespace

LowerTable arithmeticTable() { return entries; }

} // namespace cocc::frontends
