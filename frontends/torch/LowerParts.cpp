//===- LowerParts.cpp -----------------------------------------------------===//

#include "frontends/torch/LowerParts.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerFunctionValues.h"

using namespace llvm;

namespace cocc::frontends {

Real partOf(const Value &value) {
  if (const auto *stream = std::get_if<Stream>(&value))
    return *stream;
  return std::get<Constant>(value);
}

Value valueOf(const Real &part) {
  return std::visit([](const auto &found) { return Value(found); }, part);
}

Real numberPart(double number) {
  return Constant::filled(TorchType::Float32, {}, number);
}

bool isNumber(const Real &part, double number) {
  const auto *constant = std::get_if<Constant>(&part);
  return constant && constant->uniform() == number;
}

bool PartMath::fail(const Twine &message) {
  if (!failed)
    call.fail(message);
  failed = true;
  return false;
}

/// A stream that the call is given, whose frames known numbers meet.
static const Stream *findStream(const Call &call) {
  for (const TorchArgument &argument : call.node.arguments)
    if (const Stream *stream = call.stream(argument.parameter))
      return stream;
  return nullptr;
}

Real PartMath::get(StringRef parameter) {
  if (const Stream *stream = call.stream(parameter))
    return *stream;
  const Stream *beside = findStream(call);
  if (std::optional<Constant> known =
          beside ? knownBeside(call, parameter, *beside)
                 : knownOperand(call, parameter))
    return *known;
  fail("'" + parameter + "' is neither a tensor of real numbers nor a number");
  return numberPart(0);
}

Real PartMath::combined(const Constant &a, const Constant &b,
                        function_ref<double(double, double)> function) {
  if (std::optional<Constant> result =
          combine(a, b, TorchType::Float32, function))
    return *result;
  fail("has operands whose shapes do not fit");
  return numberPart(0);
}

Real PartMath::join(StringRef called, ArrayRef<Real> operands,
                    const Attributes &attributes) {
  std::optional<std::vector<Stream>> met;
  if (!failed) {
    auto values = map_range(operands, valueOf);
    met = meet(call, std::vector<Value>(values.begin(), values.end()));
  }
  failed = !met;
  return met ? call.join(called, *met, attributes) : operands.front();
}

Real PartMath::unary(StringRef function, const Real &x) {
  const UnaryFunction &known = *findUnary(function);
  if (const auto *constant = std::get_if<Constant>(&x))
    return constant->mapped(TorchType::Float32, known.value);
  const auto &stream = std::get<Stream>(x);
  if (known.layer == FunctionLayer::Own)
    return call.layer(function, stream);
  return call.layer("unary", stream, Attributes().text("function", function));
}

Real PartMath::binary(StringRef function, const Real &a, const Real &b) {
  const BinaryFunction &known = *findBinary(function);
  if (!isStream(a) && !isStream(b))
    return combined(std::get<Constant>(a), std::get<Constant>(b), known.value);
  if (known.layer == FunctionLayer::Own)
    return join(function, {a, b});
  if (known.layer == FunctionLayer::Relation)
    return join("compare_frames", {a, b},
                Attributes().text("relation", function));
  return join("binary", {a, b}, Attributes().text("function", function));
}

Real PartMath::scaled(const Real &x, double factor, double offset) {
  if (const auto *stream = std::get_if<Stream>(&x))
    return frontends::scaled(call, *stream, factor, offset);
  return std::get<Constant>(x).mapped(TorchType::Float32, [=](double number) {
    return number * factor + offset;
  });
}

Real PartMath::weighted(const Real &a, const Real &b, double factor) {
  std::optional<Value> made;
  if (!failed)
    made = weightedSum(call, valueOf(a), 1, valueOf(b), factor);
  failed = !made;
  return made ? partOf(*made) : a;
}

Real PartMath::sum(const Real &a, const Real &b) { return weighted(a, b, 1); }

Real PartMath::difference(const Real &a, const Real &b) {
  return weighted(a, b, -1);
}

Real PartMath::product(const Real &a, const Real &b) {
  if (isStream(a) && isStream(b))
    return join("mul", {a, b});
  if (isStream(b))
    return product(b, a);
  const auto &constant = std::get<Constant>(b);
  const auto *stream = std::get_if<Stream>(&a);
  if (!stream)
    return combined(std::get<Constant>(a), constant, std::multiplies<double>());
  if (constant.count() == 1 && constant.rank() <= stream->rank())
    return scaled(a, constant.at(0));
  std::optional<Stream> made;
  if (!failed)
    made = withConstant(call, "mul_constant", *stream, constant);
  failed = !made;
  return made ? *made : a;
}

Real PartMath::quotient(const Real &a, const Real &b) {
  const auto *divisor = std::get_if<Stream>(&b);
  if (divisor && isStream(a))
    return join("div", {a, b});
  if (divisor)
    return product(
        call.layer("pow", *divisor, Attributes().number("exponent", -1)), a);
  return product(a, unary("reciprocal", b));
}

bool PartMath::give(Real result, size_t index) {
  if (failed)
    return false;
  if (const auto *constant = std::get_if<Constant>(&result))
    return giveRounded(call, *constant);
  auto &stream = std::get<Stream>(result);
  stream.isFlag = call.resultType(index) == TorchType::Bool;
  return call.give(std::move(stream), index);
}

} // namespace cocc::frontends
