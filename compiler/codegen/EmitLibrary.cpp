//===- EmitLibrary.cpp - All files of a compiled network ------------------===//

#include "compiler/codegen/EmitLibrary.h"

#include "compiler/codegen/EmitArchive.h"
#include "compiler/codegen/EmitFile.h"
#include "compiler/codegen/EmitHeader.h"
#include "compiler/codegen/EmitReport.h"
#include "compiler/codegen/EmitSharedLibrary.h"
#include "compiler/codegen/EmitTables.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace {

/// A folder inside the target folder, on the same file system, that is gone
/// with whatever is left in it when the work is over.
class Staging {
public:
  static Expected<std::unique_ptr<Staging>> create(StringRef directory);
  ~Staging();

  std::string path(StringRef file) const {
    SmallString<128> full(folder);
    sys::path::append(full, file);
    return full.str().str();
  }
  /// Moves the files from here into the target folder.
  Error publish(ArrayRef<std::string> files);

private:
  SmallString<128> target, folder;
  bool madeTarget = false;
};

Expected<std::unique_ptr<Staging>> Staging::create(StringRef directory) {
  auto staging = std::make_unique<Staging>();
  staging->target = directory;
  const auto failed = [&](std::error_code error) {
    return createStringError("cannot write into folder '" + directory +
                             "': " + error.message());
  };
  if (std::error_code error = sys::fs::make_absolute(staging->target))
    return failed(error);
  staging->madeTarget = !sys::fs::exists(staging->target);
  if (std::error_code error = sys::fs::create_directories(staging->target))
    return failed(error);
  if (std::error_code error = sys::fs::createUniqueDirectory(
          staging->target + "/.cocc", staging->folder))
    return failed(error);
  return staging;
}

Staging::~Staging() {
  if (!folder.empty())
    sys::fs::remove_directories(folder);
  // Fails, as it should, where there is something in it.
  if (madeTarget)
    sys::fs::remove(target);
}

Error Staging::publish(ArrayRef<std::string> files) {
  for (const std::string &file : files)
    if (sys::fs::is_directory(target + "/" + file))
      return createStringError("cannot write '" + target + "/" + file +
                               "': a folder of that name is in the way");
  for (const std::string &file : files)
    if (std::error_code error =
            sys::fs::rename(path(file), target + "/" + file))
      return createStringError("cannot write '" + target + "/" + file +
                               "': " + error.message());
  return Error::success();
}

} // namespace

Error cocc::emitLibrary(const NetworkLayout &layout, StringRef directory) {
  auto tables = emitTables(layout);
  if (!tables)
    return tables.takeError();
  auto archive = emitArchive(layout, StringRef(tables->data(), tables->size()));
  if (!archive)
    return archive.takeError();

  const std::string archiveFile = "lib" + layout.name + ".a";
  const std::string sharedFile = "lib" + layout.name + ".so";
  const std::string headerFile = layout.name + ".h";
  const std::string reportFile = layout.name + ".json";
  auto staging = Staging::create(directory);
  if (!staging)
    return staging.takeError();
  const Staging &in = **staging;
  if (Error error = writeFile(in.path(archiveFile), (*archive)->getBuffer()))
    return error;
  if (Error error =
          emitSharedLibrary(layout, in.path(archiveFile), in.path(sharedFile)))
    return error;
  if (Error error = writeFile(in.path(headerFile), emitHeader(layout)))
    return error;
  if (Error error = writeFile(in.path(reportFile), emitReport(layout)))
    return error;
  return (*staging)->publish({archiveFile, sharedFile, headerFile, reportFile});
}
