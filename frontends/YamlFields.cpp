//===- YamlFields.cpp -----------------------------------------------------===//

#include "frontends/YamlFields.h"
#include "frontends/Suggestions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"

using namespace llvm;
using namespace cocc::frontends;
using Kind = YamlNode::Kind;

Ref Fields::take(StringRef key) {
  auto found = find_if(left, [&](const YamlNode::Entry &entry) {
    return entry.key->text == key;
  });
  if (found == left.end())
    return {};
  Ref value = whole.at(found->value);
  left.erase(found);
  return value;
}

Place cocc::frontends::placeOf(Ref ref) {
  Place place = ref.node->place;
  if (ref.scope)
    place.usedAt = ref.scope->usedAt;
  return place;
}

StringRef cocc::frontends::describe(const YamlNode &node) {
  switch (node.kind) {
  case Kind::Null:
    return "nothing";
  case Kind::Scalar:
    return "a single value";
  case Kind::Sequence:
    return "a list";
  case Kind::Mapping:
    return "a mapping";
  }
  llvm_unreachable("all kinds are above");
}

GivenValue::Kind cocc::frontends::scalarKind(const YamlNode &node) {
  static const Regex integer("^[-+]?(0|[1-9][0-9]*)$");
  static const Regex number(
      "^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?$");
  StringRef text = node.text;
  if (!node.plain)
    return GivenValue::Kind::Text;
  if (is_contained({"true", "True", "TRUE", "false", "False", "FALSE"}, text))
    return GivenValue::Kind::Flag;
  if (integer.match(text))
    return GivenValue::Kind::Integer;
  // A number with a leading zero, 010, means different things in different
  // readers.
  bool octal =
      text.ltrim("+-").starts_with("0") && all_of(text.ltrim("+-"), isDigit);
  return !octal && number.match(text) ? GivenValue::Kind::Number
                                      : GivenValue::Kind::Text;
}

bool cocc::frontends::isName(StringRef text) {
  return !text.empty() && all_of(text, [](char c) {
    return isAlnum(c) || c == '_' || c == '-';
  });
}

bool FieldReader::fail(Place place, const Twine &message,
                       std::vector<Problem::Note> notes) {
  problem = {std::move(place), message.str(), std::move(notes)};
  return false;
}

bool FieldReader::resolve(Ref &ref) {
  if (ref.node->kind != Kind::Scalar ||
      !StringRef(ref.node->text).starts_with("$"))
    return true;
  std::string name = ref.node->text.substr(1);
  if (!ref.scope)
    return fail(
        placeOf(ref),
        "'$" + name +
            "' stands outside of a block, where there are no parameters");
  auto found = ref.scope->parameters.find(name);
  if (found != ref.scope->parameters.end()) {
    ref = found->second;
    return true;
  }
  std::vector<StringRef> known;
  for (const auto &parameter : ref.scope->parameters)
    known.push_back(parameter.first);
  return fail(placeOf(ref),
              "the block has no parameter '" + name + "'" +
                  (known.empty() ? "" : "; it has " + listNames(known)) +
                  suggest(name, known));
}

bool FieldReader::openMapping(Ref ref, const Twine &what, Fields &fields) {
  if (!resolve(ref))
    return false;
  fields.whole = ref;
  if (ref.node->kind == Kind::Null)
    return true;
  if (ref.node->kind != Kind::Mapping)
    return fail(placeOf(ref), what + " must be a mapping {key: value}, not " +
                                  describe(*ref.node));
  fields.left = ref.node->entries;
  return true;
}

bool FieldReader::finish(const Fields &fields, ArrayRef<StringRef> known,
                         const Twine &what) {
  if (fields.left.empty())
    return true;
  const YamlNode *key = fields.left.front().key;
  return fail(placeOf(fields.whole.at(key)),
              what + " has no key '" + key->text + "'; it has " +
                  listNames(known) + suggest(key->text, known));
}

bool FieldReader::readWord(Ref ref, const Twine &what, std::string &text) {
  if (!resolve(ref))
    return false;
  if (ref.node->kind != Kind::Scalar)
    return fail(placeOf(ref), what + ", not " + describe(*ref.node));
  text = ref.node->text;
  return true;
}

bool FieldReader::readName(Ref ref, const Twine &what, Name &name) {
  if (!resolve(ref))
    return false;
  name.place = placeOf(ref);
  if (!readWord(ref, what + " must be a name", name.text))
    return false;
  if (!isName(name.text))
    return fail(name.place, what +
                                " must be letters, digits, '_' and '-', not '" +
                                name.text + "'");
  if (name.text == "input")
    return fail(name.place, "'input' is the network's input; " + what +
                                " needs another name");
  return true;
}

bool FieldReader::readCount(Ref ref, const Twine &what, int64_t &count) {
  std::string text;
  if (!resolve(ref) ||
      !readWord(ref, what + " must be a whole number, at least 1", text))
    return false;
  if (scalarKind(*ref.node) != GivenValue::Kind::Integer ||
      text.front() == '-' || text == "0")
    return fail(placeOf(ref), what +
                                  " must be a whole number, at least 1, not '" +
                                  text + "'");
  if (StringRef(text).ltrim('+').getAsInteger(10, count) || count > INT32_MAX)
    return fail(placeOf(ref), what + " is too large: at most " +
                                  Twine(INT32_MAX) + " is possible");
  return true;
}

bool FieldReader::readValue(Ref ref, GivenValue &value) {
  if (!resolve(ref))
    return false;
  value.place = placeOf(ref);
  value.text = ref.node->text;
  switch (ref.node->kind) {
  case Kind::Null:
    value.kind = GivenValue::Kind::Nothing;
    return true;
  case Kind::Scalar:
    value.kind = scalarKind(*ref.node);
    return true;
  case Kind::Mapping:
    value.kind = GivenValue::Kind::Mapping;
    return true;
  case Kind::Sequence:
    break;
  }
  value.kind = GivenValue::Kind::List;
  for (const YamlNode *item : ref.node->items) {
    // A list in a list is not looked into: aliases could make it huge.
    Ref inner = ref.at(item);
    if (!resolve(inner))
      return false;
    GivenValue &entry = value.items.emplace_back();
    if (inner.node->kind == Kind::Sequence)
      entry = {GivenValue::Kind::List, placeOf(inner), "", {}};
    else if (!readValue(inner, entry))
      return false;
  }
  return true;
}

bool FieldReader::readChoice(Ref ref, StringRef key,
                             ArrayRef<StringRef> choices, size_t &index) {
  std::string text;
  std::string what = "'" + key.str() + "' must be " + join(choices, " or ");
  if (!resolve(ref) || !readWord(ref, what, text))
    return false;
  index = find(choices, text) - choices.begin();
  return index < choices.size() ||
         fail(placeOf(ref),
              what + ", not '" + text + "'" + suggest(text, choices));
}
