//===- LowerChoices.cpp - Comparisons, and what is chosen by them ---------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Comparisons, and what each is seen from the other side.
constexpr std::pair<StringLiteral, StringLiteral> relations[] = {
    {"gt", "lt"}, {"ge", "le"}, {"lt", "gt"},
    {"le", "ge"}, {"eq", "eq"}, {"ne", "ne"}};

bool giveFlags(Call &call, Stream flags) {
  flags.isFlag = true;
  return call.give(std::move(flags));
}

Attributes relate(StringRef relation) {
  Attributes attributes;
  if (relation != "gt")
    attributes.text("relation", relation);
  return attributes;
}

bool lowerCompare(Call &call) {
  const Stream *x = call.stream("self"), *y = call.stream("other");
  const auto *relation =
      find_if(relations, [&](auto &each) { return each.first == call.op; });
  std::optional<Constant> known =
      knownBeside(call, x ? "other" : "self", x ? *x : *y);
  std::optional<double> number = known ? known->uniform() : std::nullopt;
  if (!(x && y) && number && known->count() == 1 && std::isfinite(*number)) {
    Attributes attributes = relate(x ? relation->first : relation->second)
                                .number("value", *number, 0);
    return giveFlags(call, call.layer("compare", x ? *x : *y, attributes));
  }
  auto met = meetOperands(call, {"self", "other"});
  return met && giveFlags(call, call.join("compare_frames", *met,
                                          relate(relation->first)));
}

//===----------------------------------------------------------------------===//
// Logic
//===----------------------------------------------------------------------===//

/// The parameter as flags: what is not 0, unless only flags are allowed.
bool readFlags(Call &call, StringRef parameter, Value &flags) {
  bool isLogical = StringRef(call.op).starts_with("logical");
  if (const Stream *stream = call.stream(parameter)) {
    if (!stream->isFlag && !isLogical)
      return call.fail("takes comparisons alone");
    flags = stream->isFlag ? *stream
                           : call.helper("compare", *stream, relate("ne"));
    return true;
  }
  const Stream *other = call.stream(parameter == "self" ? "other" : "self");
  std::optional<Constant> known =
      other ? knownBeside(call, parameter, *other) : std::nullopt;
  if (!known || (known->type != TorchType::Bool && !isLogical))
    return call.fail("takes comparisons alone");
  flags = known->mapped(TorchType::Bool,
                        [](double number) -> double { return number != 0; });
  return true;
}

/// Flags that are 1 and 0, joined.
bool giveLogical(Call &call, StringRef called, const Attributes &attributes) {
  Value a, b;
  if (!readFlags(call, "self", a) || !readFlags(call, "other", b))
    return false;
  auto met = meet(call, {a, b});
  return met && giveFlags(call, call.join(called, *met, attributes));
}

bool lowerAnd(Call &call) { return giveLogical(call, "mul", {}); }
bool lowerOr(Call &call) { return giveLogical(call, "maximum", {}); }
bool lowerXor(Call &call) {
  return giveLogical(call, "compare_frames", relate("ne"));
}

bool lowerNot(Call &call) {
  Value flags;
  return readFlags(call, "self", flags) &&
         giveFlags(call, call.layer("compare", std::get<Stream>(flags),
                                    relate("eq")));
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

bool giveChosen(Call &call, StringRef condition, StringRef yes, StringRef no) {
  auto met = meetOperands(call, {condition, yes, no});
  return met && call.give(call.join("where", *met));
}

bool lowerWhere(Call &call) {
  if (!call.has("self") || !call.has("other"))
    return call.fail("names the places where its condition holds, whose number "
                     "changes from frame to frame; torch.where(condition, x, "
                     "y) chooses between two numbers at each place");
  return giveChosen(call, "condition", "self", "other");
}

bool lowerMaskedFill(Call &call) {
  return giveChosen(call, "mask", "value", "self");
}

/// tril and triu of the last two dimensions.
bool lowerTriangle(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t rows = input.rank() - 2, columns = input.rank() - 1;
  if (rows < 0)
    return call.fail("is no matrix");
  if (input.timeDim() >= rows)
    return call.fail("takes places of each frame by the frame's number in the "
                     "clip; a stream counts none of its frames");
  Extents sizes = {input.product(input.dims[rows]),
                   input.product(input.dims[columns])};
  bool isLower = call.op == "tril";
  int64_t diagonal = call.integer("diagonal");
  std::vector<double> kept;
  for (int64_t row = 0; row < sizes[0]; ++row)
    for (int64_t column = 0; column < sizes[1]; ++column)
      kept.push_back(isLower ? column - row <= diagonal
                             : column - row >= diagonal);
  auto met = meet(call, {Constant::make(TorchType::Bool, sizes, kept), input,
                         Constant::filled(TorchType::Float32, {}, 0)});
  return met && call.give(call.join("where", *met));
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// The stream with `parameter`, if it is given, as its least or largest value.
bool limit(Call &call, Stream &stream, StringRef parameter, bool isLeast) {
  if (!call.has(parameter))
    return true;
  std::optional<Constant> known = knownBeside(call, parameter, stream);
  if (known && known->count() == 1 && known->rank() <= stream.rank() &&
      std::isfinite(known->at(0))) {
    stream =
        call.layer("clamp", stream,
                   Attributes().number(isLeast ? "low" : "high", known->at(0)));
    return true;
  }
  const Stream *other = call.stream(parameter);
  if (!known && !other)
    return call.fail("'" + parameter + "' is neither a tensor nor a number");
  auto met = meet(call, {stream, other ? Value(*other) : Value(*known)});
  if (met)
    stream = call.join(isLeast ? "maximum" : "minimum", *met);
  return met.has_value();
}

/// Finite numbers are one layer's attributes; a limit at which nothing is
/// changed is none. The most has the last word where it is less than the least.
bool lowerClamp(Call &call) {
  Stream stream;
  if (!call.need("self", stream))
    return false;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Attributes attributes;
  bool areNumbers = true;
  auto read = [&](StringRef parameter, StringRef name, double harmless) {
    if (!call.has(parameter))
      return;
    bool isNumber = !call.find(parameter);
    double number = isNumber ? call.number(parameter) : 0;
    if (isNumber && number == harmless)
      return;
    areNumbers &= isNumber && std::isfinite(number);
    if (areNumbers)
      attributes.number(name, number);
  };
  read("min", "low", -infinity);
  read("max", "high", infinity);
  if (areNumbers)
    return call.give(call.layer("clamp", stream, attributes));
  return limit(call, stream, "min", true) &&
         limit(call, stream, "max", false) && call.give(stream);
}

bool lowerExtreme(Call &call) {
  const Stream *self = call.stream("self");
  Stream stream = self ? *self : *call.stream("other");
  bool isMax = call.op == "maximum";
  return limit(call, stream, self ? "other" : "self", isMax) &&
         call.give(stream);
}

constexpr LowerEntry entries[] = {
    {"gt", lowerCompare},      {"ge", lowerCompare},
    {"lt", lowerCompare},      {"le", lowerCompare},
    {"eq", lowerCompare},      {"ne", lowerCompare},
    {"logical_and", lowerAnd}, {"bitwise_and", lowerAnd},
    {"logical_or", lowerOr},   {"bitwise_or", lowerOr},
    {"logical_xor", lowerXor}, {"bitwise_xor", lowerXor},
    {"logical_not", lowerNot}, {"bitwise_not", lowerNot},
    {"where", lowerWhere},     {"masked_fill", lowerMaskedFill},
    {"tril", lowerTriangle},   {"triu", lowerTriangle},
    {"clamp", lowerClamp},     {"clamp_min", lowerClamp},
    {"clamp_max", lowerClamp}, {"maximum", lowerExtreme},
    {"minimum", lowerExtreme}};

} // namespace

LowerTable choiceTable() { return entries; }

} // namespace cocc::frontends
