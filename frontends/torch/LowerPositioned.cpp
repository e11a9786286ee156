//===- LowerPositioned.cpp ------------------------------------------------===//
//
// Rotary positions are written out in products with tables by position, in sums
// of these, and in moves of elements. They are remembered term by term: each a
// stream, and the constant that its elements are multiplied with.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerPositioned.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerPositionedCall.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// A constant as a factor for a clip of a length; nothing where it is the same
/// for all frames, or of another shape.
static std::optional<Constant>
factorFor(const Stream &stream, const Constant &constant, size_t length) {
  int64_t time = stream.timeDim() - (stream.rank() - constant.rank());
  if (stream.timeDim() < 0 || time < 0 || constant.rank() > stream.rank() ||
      constant.sizes[time] != stream.frames[length])
    return std::nullopt;
  std::optional<Constant> same =
      combine(constant, constant.sliced(time, 0, 1, 1), TorchType::Bool,
              [](double a, double b) { return a == b; });
  if (same->uniform() == 1.0)
    return std::nullopt;
  return constant.expanded(stream.sizes(length));
}

std::optional<Positioned> positionedBy(const Call &call, const Stream &stream,
                                       ArrayRef<Constant> constants) {
  PositionedTerm term = {stream, {}};
  for (auto [length, constant] : enumerate(constants))
    if (std::optional<Constant> factor = factorFor(stream, constant, length))
      term.factors.push_back(*factor);
  if (term.factors.size() != call.countLengths())
    return std::nullopt;
  return Positioned{{term}, &call.node};
}

namespace {

bool isProduct(StringRef op) {
  static constexpr StringRef products[] = {"matmul", "mm", "bmm", "einsum",
                                           "__matmul__"};
  return is_contained(products, op);
}

/// The terms of a value; of a stream, itself.
Positioned termsOf(const Value &value) {
  const auto *stream = std::get_if<Stream>(&value);
  if (!stream)
    return std::get<Positioned>(value);
  PositionedTerm term = {*stream, {}};
  for (size_t length = 0; length < stream->frames.size(); ++length)
    term.factors.push_back(filledLike(*stream, 1, length));
  return {{term}, nullptr};
}

} // namespace

Constant filledLike(const Stream &stream, double number, size_t length) {
  return Constant::filled(TorchType::Float32, stream.sizes(length), number);
}

bool failForPosition(Lowering &lowering, const TorchNode *origin) {
  return Call(lowering, *origin).fail(usedByPosition);
}

TermsGiven::TermsGiven(Lowering &lowering, const Call &call) {
  for (const TorchArgument &argument : call.node.arguments)
    for (const std::string &name : argument.tensors) {
      auto value = lowering.values.find(name);
      if (value == lowering.values.end() ||
          std::holds_alternative<Constant>(value->second))
        continue;
      if (auto *found = std::get_if<Positioned>(&value->second))
        origin = found->origin;
      else if (!std::holds_alternative<Stream>(value->second))
        continue;
      values.push_back({name, termsOf(value->second)});
      terms = std::max(terms, values.back().second.terms.size());
    }
}

namespace {

/// What a positioned value is multiplied with, for each length.
std::vector<Constant> readFactors(const Call &call, bool isLeft) {
  if (call.op == "neg")
    return {Constant::filled(TorchType::Float32, {}, -1)};
  StringRef parameter = isLeft ? "other" : "self";
  if (call.find(parameter))
    return call.constantAt(parameter);
  return {Constant::filled(TorchType::Float32, {}, call.number(parameter, 1))};
}

/// Each term times a constant.
bool scale(Lowering &lowering, Call &call, const TermsGiven &given) {
  Positioned value = given.values.front().second;
  bool isLeft = call.find("self") &&
                std::holds_alternative<Positioned>(*call.find("self"));
  std::vector<Constant> factors = readFactors(call, isLeft);
  bool divides = StringRef(call.op).contains("div");
  if (given.values.size() != 1 || factors.empty() || (divides && !isLeft) ||
      call.has("rounding_mode"))
    return failForPosition(lowering, given.origin);
  for (PositionedTerm &term : value.terms)
    for (auto [length, own] : enumerate(term.factors)) {
      const Constant &factor = factors[length < factors.size() ? length : 0];
      std::optional<Constant> product =
          combine(own, factor, TorchType::Float32,
                  [=](double a, double b) { return divides ? a / b : a * b; });
      if (!product || product->sizes != own.sizes)
        return failForPosition(lowering, given.origin);
      own = *product;
    }
  return call.give(value) && call.checkMoving();
}

/// The terms of both.
bool add(Lowering &lowering, Call &call, const TermsGiven &given) {
  double sign = call.number("alpha", 1) * (call.op == "sub" ? -1 : 1);
  if (given.values.size() != 2)
    return failForPosition(lowering, given.origin);
  Positioned sum = given.values[0].second;
  sum.origin = given.origin;
  for (PositionedTerm term : given.values[1].second.terms) {
    if (term.stream.sizes() != sum.terms.front().stream.sizes())
      return failForPosition(lowering, given.origin);
    for (Constant &factor : term.factors)
      factor = factor.mapped(TorchType::Float32,
                             [=](double number) { return sign * number; });
    sum.terms.push_back(term);
  }
  return call.give(sum) && call.checkMoving();
}

} // namespace

bool readTerms(Call &call, StringRef parameter, Stream &stream,
               std::vector<PositionedTerm> &terms, const TorchNode *&origin) {
  const Value *value = call.find(parameter);
  if (const auto *found = value ? std::get_if<Positioned>(value) : nullptr) {
    terms = found->terms;
    stream = terms.front().stream;
    origin = found->origin;
    return true;
  }
  if (!call.need(parameter, stream))
    return false;
  terms = termsOf(stream).terms;
  return true;
}

bool lowerPositioned(Lowering &lowering, Call &call) {
  TermsGiven given(lowering, call);
  StringRef op = call.op;
  if (isMove(op))
    return movePositioned(lowering, call, given);
  if (op == "mul" || op == "div" || op == "neg")
    return scale(lowering, call, given);
  if (op == "add" || op == "sub")
    return add(lowering, call, given);
  if (isProduct(op))
    return scorePositioned(lowering, call, given);
  if (op == "scaled_dot_product_attention")
    return findIn(streamTables(), op)(call);
  return failForPosition(lowering, given.origin);
}

} // namespace cocc::frontends
