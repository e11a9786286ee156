//===- TorchReturns.cpp ---------------------------------------------------===//

#include "frontends/torch/TorchReturns.h"
#include "frontends/torch/TorchJson.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

struct CallSignature {
  std::string returned;
};

bool fromJSON(const json::Value &value, CallSignature &signature,
              json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("out_spec", signature.returned);
}

/// JSON in a string, which may be anything.
std::optional<json::Value> parse(StringRef text) {
  Expected<json::Value> value = parseTorchJson(text, "out_spec");
  if (value)
    return std::move(*value);
  consumeError(value.takeError());
  return std::nullopt;
}

/// The keys of a dictionary; nothing for another container.
std::vector<std::string> readKeys(const json::Object &container) {
  StringRef type = container.getString("type").value_or("");
  bool isDictionary = type == "builtins.dict" ||
                      type == "collections.OrderedDict" ||
                      type == "collections.defaultdict";
  std::optional<json::Value> context =
      isDictionary ? parse(container.getString("context").value_or(""))
                   : std::nullopt;
  std::vector<std::string> keys;
  if (const json::Array *list = context ? context->getAsArray() : nullptr)
    for (const json::Value &key : *list)
      keys.push_back(key.getAsString().value_or("").str());
  return keys;
}

class NameReader {
public:
  /// Returns false where `tree` is none.
  bool read(const json::Value &tree, const std::string &path) {
    const json::Object *node = tree.getAsObject();
    const json::Array *children =
        node ? node->getArray("children_spec") : nullptr;
    if (!children)
      return false;
    if (!node->getString("type")) {
      names.push_back(path);
      return true;
    }
    std::vector<std::string> keys = readKeys(*node);
    for (auto [place, child] : enumerate(*children)) {
      bool isNamed = place < keys.size();
      std::string name = isNamed ? keys[place] : std::to_string(place);
      bool isBelowKey = isNamed || !path.empty();
      if (!read(child, !isBelowKey    ? ""
                       : path.empty() ? name
                                      : path + "_" + name))
        return false;
    }
    return true;
  }

  std::vector<std::string> names;
};

} // namespace

bool fromJSON(const json::Value &value, TorchModuleCall &call,
              json::Path path) {
  json::ObjectMapper fields(value, path);
  std::optional<CallSignature> signature;
  if (!fields || !fields.map("fqn", call.modulePath) ||
      !fields.map("signature", signature))
    return false;
  call.returned = signature ? signature->returned : "";
  return true;
}

std::vector<std::string> readReturnedNames(StringRef returned) {
  // [version of the format, tree]
  std::optional<json::Value> value = parse(returned);
  const json::Array *spec = value ? value->getAsArray() : nullptr;
  NameReader reader;
  if (!spec || spec->size() != 2 || !reader.read((*spec)[1], ""))
    return {};
  return std::move(reader.names);
}

} // namespace cocc::frontends
