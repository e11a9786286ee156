//===- LowerChoices.cpp - Comparisons, and what is chosen by them ---------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

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

Stream compare(Call &call, const Stream &input, StringRef relation,
               double value) {
  Attributes attributes;
  if (relation != "gt")
    attributes.text("relation", relation);
  return call.layer("compare", input, attributes.number("value", value, 0));
}

bool lowerCompare(Call &call) {
  const Stream *x = call.stream("self"), *y = call.stream("other");
  const auto *relation =
      find_if(relations, [&](auto &each) { return each.first == call.op; });
  if (x && y) {
    Stream a = *x, b = *y;
    if (!call.align(a, b))
      return false;
    Stream difference = call.helper("sub", {a, b});
    return giveFlags(call, compare(call, difference, relation->first, 0));
  }
  std::optional<Constant> known = knownBeside(call, x ? "other" : "self", x ? *x : *y);
  std::optional<double> number = known ? known->uniform() : std::nullopt;
  if (!number)
    return call.fail("compares with a constant that is not one number");
  return giveFlags(call,
                   compare(call, x ? *x : *y,
                           x ? relation->first : relation->second, *number));
}

/// Flags that are streams both; what a known one would change is not known.
bool giveLogical(Call &call, StringRef called) {
  Stream a, b;
  if (!call.need("self", a) || !call.need("other", b))
    return false;
  if (!a.isFlag || !b.isFlag)
    return call.fail("takes comparisons alone");
  return call.align(a, b) && giveFlags(call, call.join(called, {a, b}));
}

bool lowerAnd(Call &call) { return giveLogical(call, "mul"); }
bool lowerOr(Call &call) { return giveLogical(call, "maximum"); }

bool lowerNot(Call &call) {
  Stream flags;
  if (!call.need("self", flags))
    return false;
  if (!flags.isFlag)
    return call.fail("takes comparisons alone");
  return giveFlags(call, compare(call, flags, "eq", 0));
}

/// A stream or a number as frames like those of `like`.
std::optional<Stream> chosen(Call &call, StringRef parameter,
                             const Stream &like) {
  if (const Stream *stream = call.stream(parameter))
    return *stream;
  std::optional<Constant> known = knownBeside(call, parameter, like);
  std::optional<double> number = known ? known->uniform() : std::nullopt;
  if (!number) {
    call.fail("chooses a constant that is not one number");
    return std::nullopt;
  }
  return call.helper(
      "scale", like,
      Attributes().number("factor", 0).number("offset", *number, 0));
}

bool lowerWhere(Call &call) {
  Stream condition;
  if (!call.need("condition", condition))
    return false;
  std::optional<Stream> yes = chosen(call, "self", condition);
  std::optional<Stream> no = chosen(call, "other", condition);
  // Each brings two to one form, that of the larger.
  if (!yes || !no || !call.align(*yes, *no) || !call.align(*yes, condition) ||
      !call.align(*yes, *no))
    return false;
  return call.give(call.join("where", {condition, *yes, *no}));
}

constexpr LowerEntry entries[] = {
    {"gt", lowerCompare},      {"ge", lowerCompare},
    {"lt", lowerCompare},      {"le", lowerCompare},
    {"eq", lowerCompare},      {"ne", lowerCompare},
    {"logical_and", lowerAnd}, {"bitwise_and", lowerAnd},
    {"logical_or", lowerOr},   {"bitwise_or", lowerOr},
    {"__and__", lowerAnd},     {"__or__", lowerOr},
    {"logical_not", lowerNot}, {"bitwise_not", lowerNot},
    {"where", lowerWhere}};

} // namespace

LowerTable choiceTable() { return entries; }

} // namespace cocc::frontends
