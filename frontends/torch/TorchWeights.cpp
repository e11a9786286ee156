//===- TorchWeights.cpp ---------------------------------------------------===//

#include "frontends/torch/TorchWeights.h"
#include "frontends/torch/TorchJson.h"
#include "frontends/torch/TorchTensor.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr int64_t stridedLayout = 7;

/// Where the archive has a tensor.
struct Payload {
  std::string entry;
  bool pickled = false;
  std::optional<TorchLayout> layout;
  std::string name;
};

struct TensorMeta {
  TorchLayout layout;
};

bool readIntegers(const json::Object &object, StringRef key,
                  std::vector<int64_t> &numbers, json::Path path) {
  std::vector<TorchInt> items;
  const json::Value *value = object.get(key);
  if (!value || !json::fromJSON(*value, items, path.field(key)))
    return false;
  for (const TorchInt &item : items)
    numbers.push_back(item.value);
  return true;
}

bool fromJSON(const json::Value &value, TensorMeta &meta, json::Path path) {
  json::ObjectMapper fields(value, path);
  TorchInt offset;
  int64_t kind = 0;
  TorchLayout &layout = meta.layout;
  if (!fields || !fields.map("dtype", layout.type) ||
      !fields.map("storage_offset", offset) || !fields.map("layout", kind))
    return false;
  const json::Object &object = *value.getAsObject();
  if (!readIntegers(object, "sizes", layout.sizes, path) ||
      !readIntegers(object, "strides", layout.strides, path)) {
    path.report("expected lists 'sizes' and 'strides'");
    return false;
  }
  if (kind != stridedLayout)
    layout.type = TorchType::Other;
  layout.offset = offset.value;
  return true;
}

bool fromJSON(const json::Value &value, Payload &payload, json::Path path) {
  json::ObjectMapper fields(value, path);
  std::optional<TensorMeta> meta;
  if (!fields || !fields.map("path_name", payload.entry) ||
      !fields.map("use_pickle", payload.pickled) ||
      !fields.map("tensor_meta", meta))
    return false;
  if (meta)
    payload.layout = std::move(meta->layout);
  return true;
}

struct PayloadConfig {
  std::map<std::string, Payload> payloads;
};

bool fromJSON(const json::Value &value, PayloadConfig &config,
              json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("config", config.payloads);
}

Error failure(StringRef name, const Twine &message) {
  return createStringError("the tensor '" + name + "' " + message);
}

/// Reads the tables of both kinds of constants into one.
Expected<std::map<std::string, Payload>>
readTables(TorchArchive &archive, StringRef root, StringRef model) {
  std::map<std::string, Payload> all;
  for (StringRef kind : {"weights", "constants"}) {
    std::string folder = (root + "data/" + kind + "/").str();
    std::string entry = folder + (model + "_" + kind + "_config.json").str();
    Expected<std::string> text = archive.read(entry);
    if (!text)
      return text.takeError();
    Expected<json::Value> value = parseTorchJson(*text, entry);
    if (!value)
      return value.takeError();
    auto config = convertTorchJson<PayloadConfig>(*value, entry);
    if (!config)
      return config.takeError();
    for (auto &[name, payload] : config->payloads) {
      payload.entry = folder + payload.entry;
      payload.name = name;
    }
    all.merge(config->payloads);
  }
  return all;
}

/// The tensors that the program uses, those of one entry side by side.
Expected<std::vector<Payload>>
selectPayloads(const std::map<std::string, Payload> &all,
               const TorchProgram &program) {
  std::map<std::string, Payload> used;
  for (const auto &[value, name] : program.constantNames) {
    auto found = all.find(name);
    if (found == all.end())
      return failure(name, "is not in the archive");
    const Payload &payload = found->second;
    if (payload.pickled || !payload.layout)
      return failure(name, "is saved as a Python object; only plain tensors "
                           "are supported");
    if (payload.layout->type == TorchType::Other)
      return failure(name, "is sparse, complex but not complex64, or of "
                           "another type that is not supported");
    used.insert(*found);
  }
  std::vector<Payload> sorted;
  for (auto &each : used)
    sorted.push_back(std::move(each.second));
  stable_sort(sorted, [](const Payload &a, const Payload &b) {
    return a.entry < b.entry;
  });
  return sorted;
}

/// Makes tensors of entries; tensors that share an entry share its bytes, and
/// those that lie in it the same way share their values.
class Loader {
public:
  explicit Loader(TorchArchive &archive) : archive(archive) {}

  Expected<TorchConstant> load(const Payload &payload) {
    if (payload.entry == entry && payload.layout == layout)
      return constant;
    if (Error error = open(payload))
      return error;
    Expected<uint64_t> count = checkLayout(*payload.layout, bytes.size());
    if (!count)
      return failure(payload.name, toString(count.takeError()));
    if (Error error =
            archive.claim(*count * elementBytes(payload.layout->type)))
      return error;
    layout = payload.layout;
    constant = makeDense(*layout, bytes);
    return constant;
  }

private:
  Error open(const Payload &payload) {
    if (payload.entry == entry)
      return Error::success();
    if (!archive.has(payload.entry))
      return failure(payload.name, "needs the entry '" + payload.entry +
                                       "', which the archive does not have");
    bytes.clear();
    bytes.shrink_to_fit();
    Expected<std::string> content = archive.read(payload.entry);
    if (!content)
      return content.takeError();
    bytes = std::move(*content);
    entry = payload.entry;
    layout = std::nullopt;
    return Error::success();
  }

  TorchArchive &archive;
  std::string entry;
  std::string bytes;
  std::optional<TorchLayout> layout;
  TorchConstant constant;
};

} // namespace

Error readTorchConstants(TorchArchive &archive, StringRef root, StringRef model,
                         TorchProgram &program) {
  auto all = readTables(archive, root, model);
  if (!all)
    return all.takeError();
  auto payloads = selectPayloads(*all, program);
  if (!payloads)
    return payloads.takeError();
  Loader loader(archive);
  for (const Payload &payload : *payloads) {
    Expected<TorchConstant> constant = loader.load(payload);
    if (!constant)
      return constant.takeError();
    program.constants[payload.name] = std::move(*constant);
  }
  return Error::success();
}

} // namespace cocc::frontends
