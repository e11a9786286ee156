//===- LowerAttributes.cpp - Attributes as a file would give them ---------===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include <charconv>

using namespace llvm;

namespace cocc::frontends {

/// The shortest text that is read as the same number.
static std::string showNumber(double value) {
  char buffer[32];
  auto end = std::to_chars(std::begin(buffer), std::end(buffer), value).ptr;
  std::string text(buffer, end);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

GivenValue &Attributes::add(StringRef name, GivenValue::Kind kind,
                            std::string text) {
  GivenAttribute &attribute = given.emplace_back();
  attribute.name.text = name.str();
  attribute.value.kind = kind;
  attribute.value.text = std::move(text);
  return attribute.value;
}

Attributes &Attributes::integer(StringRef name, int64_t value) {
  add(name, GivenValue::Kind::Integer, std::to_string(value));
  return *this;
}

Attributes &Attributes::integers(StringRef name, ArrayRef<int64_t> values) {
  if (values.size() == 1)
    return integer(name, values.front());
  GivenValue &list = add(name, GivenValue::Kind::List, "");
  for (int64_t value : values) {
    GivenValue &item = list.items.emplace_back();
    item.kind = GivenValue::Kind::Integer;
    item.text = std::to_string(value);
  }
  return *this;
}

Attributes &Attributes::number(StringRef name, double value) {
  add(name, GivenValue::Kind::Number, showNumber(value));
  return *this;
}

Attributes &Attributes::numbers(StringRef name, ArrayRef<double> values) {
  if (all_equal(values))
    return number(name, values.front());
  GivenValue &list = add(name, GivenValue::Kind::List, "");
  for (double value : values) {
    GivenValue &item = list.items.emplace_back();
    item.kind = GivenValue::Kind::Number;
    item.text = showNumber(value);
  }
  return *this;
}

Attributes &Attributes::flag(StringRef name, bool value) {
  add(name, GivenValue::Kind::Flag, value ? "true" : "false");
  return *this;
}

Attributes &Attributes::text(StringRef name, StringRef value) {
  add(name, GivenValue::Kind::Text, value.str());
  return *this;
}

Attributes &Attributes::integer(StringRef name, int64_t value, int64_t usual) {
  return value == usual ? *this : integer(name, value);
}

Attributes &Attributes::integers(StringRef name, ArrayRef<int64_t> values,
                                 int64_t usual) {
  return all_of(values, [&](int64_t value) { return value == usual; })
             ? *this
             : integers(name, values);
}

Attributes &Attributes::number(StringRef name, double value, double usual) {
  return value == usual ? *this : number(name, value);
}

Attributes &Attributes::flag(StringRef name, bool value, bool usual) {
  return value == usual ? *this : flag(name, value);
}

} // namespace cocc::frontends
