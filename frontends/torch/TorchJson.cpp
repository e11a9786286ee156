//===- TorchJson.cpp ------------------------------------------------------===//

#include "frontends/torch/TorchJson.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The parser recurses and makes of each value a multiple of its text.
constexpr size_t maxDepth = 200;
constexpr size_t maxValues = 4000000;

Error failure(const Twine &message) { return createStringError(message); }

/// Skips the string that starts at `i`; ends on its last quote.
void skipString(StringRef text, size_t &i) {
  for (++i; i < text.size() && text[i] != '"'; ++i)
    if (text[i] == '\\')
      ++i;
}

Error checkStructure(StringRef text, StringRef entry) {
  size_t depth = 0, values = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"')
      skipString(text, i);
    else if (c == '{' || c == '[')
      ++depth, ++values;
    else if ((c == '}' || c == ']') && depth > 0)
      --depth;
    else if (c == ',')
      ++values;
    if (depth > maxDepth)
      return failure("'" + entry + "' is nested more than " + Twine(maxDepth) +
                     " deep");
    if (values > maxValues)
      return failure("'" + entry + "' has more than " + Twine(maxValues) +
                     " values");
  }
  return Error::success();
}

/// Symbols and integers as themselves: of "Symbol('s77', positive=True)", s77.
std::string shortenExpression(StringRef text) {
  std::string result;
  while (!text.empty()) {
    bool symbol = text.consume_front("Symbol(");
    if (!symbol && !text.consume_front("Integer(")) {
      result += text.front();
      text = text.drop_front();
      continue;
    }
    auto [inner, rest] = text.split(')');
    result += inner.split(',').first.trim('\'');
    text = rest;
  }
  return result;
}

} // namespace

Expected<json::Value> parseTorchJson(StringRef text, StringRef entry) {
  if (Error error = checkStructure(text, entry))
    return error;
  Expected<json::Value> value = json::parse(text);
  if (value)
    return value;
  return failure("'" + entry + "' is no JSON: " + toString(value.takeError()));
}

TorchUnion openUnion(const json::Value &value, json::Path path) {
  const json::Object *object = value.getAsObject();
  if (object && object->size() == 1)
    return {object->begin()->first, &object->begin()->second};
  path.report("expected object with one key");
  return {};
}

bool fromJSON(const json::Value &value, TorchNumber &number, json::Path path) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::optional<StringRef> word = value.getAsString()) {
    std::optional<double> named =
        StringSwitch<std::optional<double>>(*word)
            .Case("Infinity", infinity)
            .Case("-Infinity", -infinity)
            .Case("NaN", std::numeric_limits<double>::quiet_NaN())
            .Default(std::nullopt);
    number.value = named.value_or(0);
    if (!named)
      path.report("expected number");
    return named.has_value();
  }
  return json::fromJSON(value, number.value, path);
}

bool fromJSON(const json::Value &value, TorchType &type, json::Path path) {
  static constexpr std::pair<int64_t, TorchType> types[] = {
      {1, TorchType::UInt8},      {2, TorchType::Int8},
      {3, TorchType::Int16},      {4, TorchType::Int32},
      {5, TorchType::Int64},      {6, TorchType::Float16},
      {7, TorchType::Float32},    {8, TorchType::Float64},
      {10, TorchType::Complex64}, {12, TorchType::Bool},
      {13, TorchType::BFloat16}};
  int64_t number = 0;
  if (!json::fromJSON(value, number, path))
    return false;
  type = TorchType::Other;
  for (auto [known, meaning] : types)
    if (known == number)
      type = meaning;
  return true;
}

/// A number, or an expression with what it was for the example clip.
template <typename T>
static bool readScalar(const json::Value &value, TorchScalar<T> &scalar,
                       StringLiteral plain, json::Path path) {
  auto [key, content] = openUnion(value, path);
  if (key == plain)
    return json::fromJSON(*content, scalar.value, path.field(key));
  if (key != "as_expr") {
    if (content)
      path.report("expected a number or 'as_expr'");
    return false;
  }
  json::ObjectMapper fields(*content, path.field(key));
  std::string expression;
  std::optional<TorchScalar<T>> hint;
  if (!fields || !fields.map("expr_str", expression) ||
      !fields.map("hint", hint))
    return false;
  scalar.value = hint ? hint->value : 0;
  scalar.symbol = shortenExpression(expression);
  return true;
}

bool fromJSON(const json::Value &value, TorchInt &integer, json::Path path) {
  return readScalar(value, integer, "as_int", path);
}

bool fromJSON(const json::Value &value, TorchFloat &number, json::Path path) {
  return readScalar(value, number, "as_float", path);
}

bool fromJSON(const json::Value &value, TorchRange &range, json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("min_val", range.least) &&
         fields.map("max_val", range.greatest);
}

bool fromJSON(const json::Value &value, TorchTensorType &type,
              json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("dtype", type.type) &&
         fields.map("sizes", type.sizes);
}

} // namespace cocc::frontends
