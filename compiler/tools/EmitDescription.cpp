//===- EmitDescription.cpp ------------------------------------------------===//

#include "compiler/tools/EmitDescription.h"
#include "compiler/codegen/EmitFile.h"
#include "frontends/SafetensorsWriter.h"
#include "frontends/YamlWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace cocc;
using namespace cocc::frontends;

namespace {
/// A file that takes its name once all are written.
struct PendingFile {
  std::string path;
  std::string text;

  std::string temporary() const { return path + ".part"; }
};
} // namespace

static Error writeAll(ArrayRef<PendingFile> files) {
  for (const PendingFile &file : files)
    if (Error error = writeFile(file.temporary(), file.text))
      return error;
  for (const PendingFile &file : files)
    if (std::error_code code = sys::fs::rename(file.temporary(), file.path))
      return createStringError("cannot write '" + file.path +
                               "': " + code.message());
  return Error::success();
}

Error cocc::emitDescription(NetworkDescription description, StringRef path) {
  std::vector<PendingFile> files;
  if (description.weights && description.weights->table) {
    SmallString<128> weights(path);
    sys::path::replace_extension(weights, ".safetensors");
    description.weights->path = sys::path::filename(weights);
    PendingFile &file = files.emplace_back();
    file.path = weights.str();
    raw_string_ostream stream(file.text);
    writeSafetensors(*description.weights->table, stream);
  }
  PendingFile &file = files.emplace_back();
  file.path = path;
  raw_string_ostream stream(file.text);
  writeYaml(description, stream);
  Error error = writeAll(files);
  for (const PendingFile &each : files)
    sys::fs::remove(each.temporary());
  return error;
}
