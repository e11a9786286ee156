//===- LowerArithmetic.cpp - Streams with streams and with numbers --------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerPositioned.h"
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

/// A constant that differs between the rows of the batch is a frame of its own.
std::optional<Stream> withConstant(Call &call, StringRef called, Stream stream,
                                   Constant given) {
  Constant constant = given;
  if (!layConstantOut(call, stream, constant))
    return std::nullopt;
  if (constant.sizes.front() != 1) {
    std::optional<Stream> rows = constantFrame(call, stream, given);
    called.consume_back("_constant");
    return rows ? std::optional(call.join(called, {stream, *rows}))
                : std::nullopt;
  }
  constant.sizes.erase(constant.sizes.begin());
  return call.layer(called, stream,
                    Attributes().integers("shape", constant.sizes),
                    {{"value", constant}});
}

/// Whether a constant is one number that leaves a stream's shape as it is.
static bool isNumber(const Constant &constant, const Stream &stream) {
  return constant.count() == 1 && constant.rank() <= stream.rank();
}

static bool giveProduct(Call &call, const Stream &stream,
                        const Constant &constant) {
  if (isNumber(constant, stream))
    return call.give(scaled(call, stream, constant.at(0), 0));
  std::optional<Stream> made =
      withConstant(call, "mul_constant", stream, constant);
  return made && call.give(*made);
}

static Stream times(Call &call, const Stream &input, double factor) {
  if (factor == 1)
    return input;
  return call.helper("scale", input, Attributes().number("factor", factor));
}

static Constant times(const Constant &constant, double factor) {
  if (factor == 1)
    return constant;
  return constant.mapped(constant.type,
                         [=](double number) { return number * factor; });
}

/// `a` joined with `b`.
static std::optional<Value> joined(Call &call, StringRef called, Stream a,
                                   Stream b) {
  if (!call.align(a, b))
    return std::nullopt;
  return call.join(called, {a, b});
}

std::optional<Value> weightedSum(Call &call, const Value &a, double left,
                                 const Value &b, double right) {
  const auto *x = std::get_if<Stream>(&a), *y = std::get_if<Stream>(&b);
  const auto *m = std::get_if<Constant>(&a), *n = std::get_if<Constant>(&b);
  if (x && y && left == 1 && right == -1)
    return joined(call, "sub", *x, *y);
  if (x && y)
    return joined(call, "add", times(call, *x, left), times(call, *y, right));
  if (m && n) {
    std::optional<Constant> sum =
        combine(*m, *n, TorchType::Float32,
                [=](double i, double j) { return left * i + right * j; });
    if (!sum)
      call.fail("has operands whose shapes do not fit");
    return sum ? std::optional<Value>(*sum) : std::nullopt;
  }
  const Stream &stream = x ? *x : *y;
  double factor = x ? left : right;
  Constant constant = times(x ? *n : *m, x ? right : left);
  if (isNumber(constant, stream))
    return scaled(call, stream, factor, constant.at(0));
  std::optional<Stream> sum =
      withConstant(call, "add_constant", times(call, stream, factor), constant);
  return sum ? std::optional<Value>(*sum) : std::nullopt;
}

namespace {

bool giveJoin(Call &call, StringRef called, const Stream &a, const Stream &b) {
  std::optional<Value> made = joined(call, called, a, b);
  return made && call.give(*made);
}

/// left * a + right * b, each a stream or known.
bool giveWeighted(Call &call, StringRef a, double left, StringRef b,
                  double right) {
  const Stream *m = call.stream(a), *n = call.stream(b);
  auto valueOf = [&](StringRef parameter, const Stream *stream,
                     const Stream *other) -> std::optional<Value> {
    if (stream)
      return *stream;
    std::optional<Constant> known = knownBeside(call, parameter, *other);
    return known ? std::optional<Value>(*known) : std::nullopt;
  };
  std::optional<Value> x = valueOf(a, m, n), y = valueOf(b, n, m);
  if (!x || !y)
    return call.fail("has an operand that is neither a tensor nor a number");
  std::optional<Value> sum = weightedSum(call, *x, left, *y, right);
  return sum && call.give(*sum);
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
  StringRef parameter = x ? "other" : "self";
  const Stream &stream = x ? *x : *y;
  if (std::optional<Positioned> positioned =
          positionedBy(call, stream, call.constantAt(parameter)))
    return call.give(*positioned);
  std::optional<Constant> known = knownBeside(call, parameter, stream);
  if (!known)
    return call.fail("has an operand that is neither a tensor nor a number");
  return giveProduct(call, stream, *known);
}

constexpr LowerEntry entries[] = {{"add", lowerAdd},
                                  {"sub", lowerSub},
                                  {"rsub", lowerRsub},
                                  {"mul", lowerMul}};

} // namespace

LowerTable arithmeticTable() { return entries; }

} // namespace cocc::frontends
