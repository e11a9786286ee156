//===- TorchReader.cpp ----------------------------------------------------===//

#include "frontends/torch/TorchReader.h"
#include "frontends/Suggestions.h"
#include "frontends/torch/TorchArchive.h"
#include "frontends/torch/TorchGraph.h"
#include "frontends/torch/TorchWeights.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr StringLiteral howToSave =
    "save the module with torch.export.save(torch.export.export(module, "
    "(clip,)), \"network.pt2\")";

Error failure(const Twine &message) { return createStringError(message); }

/// `what` says what the file is instead.
Error wrongFile(const Twine &what) {
  return failure("this is no exported program but " + what + "; " + howToSave);
}

/// A file that is no zip archive, but maybe something that is known.
Error describeFile(StringRef file) {
  constexpr size_t lengthBytes = 8;
  if (file.size() > lengthBytes + 1 && file[lengthBytes] == '{' &&
      file[lengthBytes + 1] == '"')
    return wrongFile("a file of weights (safetensors)");
  return wrongFile("a file that is no zip archive");
}

/// An archive in which there is no program, but maybe something that is known.
Error describeArchive(const TorchArchive &archive) {
  struct Sign {
    StringLiteral entry;
    StringLiteral meaning;
  };
  static constexpr Sign signs[] = {
      {"serialized_exported_program.json", "one of a PyTorch older than 2.13"},
      {"constants.pkl", "a TorchScript module (torch.jit.save)"},
      {"data.pkl", "a file of weights or a pickled module (torch.save)"}};
  for (const Sign &sign : signs)
    for (const auto &entry : archive.entries())
      if (StringRef(entry.first).rsplit('/').second == sign.entry ||
          entry.first == sign.entry)
        return wrongFile(sign.meaning);
  return wrongFile("a zip archive without an entry 'models/model.json'");
}

/// The program's name in the archive, and the folder that all is in.
struct Model {
  std::string root;
  std::string name;
};

Expected<Model> findModel(const TorchArchive &archive) {
  std::vector<Model> found;
  std::vector<StringRef> names;
  for (const auto &entry : archive.entries()) {
    auto [folder, file] = StringRef(entry.first).rsplit('/');
    if (!file.consume_back(".json") || !folder.consume_back("models") ||
        !(folder.empty() || folder.ends_with("/")) || folder.count('/') > 1)
      continue;
    found.push_back({folder.str(), file.str()});
    names.push_back(file);
  }
  if (found.empty())
    return describeArchive(archive);
  if (found.size() > 1)
    return failure("the archive has several programs, " + listNames(names) +
                   "; save each in a file of its own");
  return found.front();
}

Error checkByteOrder(TorchArchive &archive, StringRef root) {
  std::string entry = (root + "byteorder").str();
  if (!archive.has(entry))
    return Error::success();
  Expected<std::string> order = archive.read(entry);
  if (!order)
    return order.takeError();
  if (StringRef(*order).trim() == "little")
    return Error::success();
  return failure("the program was saved on a big-endian machine, which is not "
                 "supported");
}

Expected<TorchProgram> read(StringRef file) {
  if (!file.starts_with("PK"))
    return describeFile(file);
  Expected<TorchArchive> archive = TorchArchive::open(file);
  if (!archive)
    return archive.takeError();
  Expected<Model> model = findModel(*archive);
  if (!model)
    return model.takeError();
  if (Error error = checkByteOrder(*archive, model->root))
    return error;
  std::string entry = model->root + "models/" + model->name + ".json";
  Expected<std::string> text = archive->read(entry);
  if (!text)
    return text.takeError();
  Expected<TorchProgram> program = readTorchGraph(*text, entry);
  if (!program)
    return program.takeError();
  if (Error error =
          readTorchConstants(*archive, model->root, model->name, *program))
    return error;
  return program;
}

} // namespace

std::optional<TorchProgram> readTorchProgram(StringRef file, Problem &problem) {
  Expected<TorchProgram> program = read(file);
  if (program)
    return std::move(*program);
  problem = {Place{}, toString(program.takeError()), {}};
  return std::nullopt;
}

} // namespace cocc::frontends
