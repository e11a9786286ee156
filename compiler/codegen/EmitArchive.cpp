//===- EmitArchive.cpp - lib<net>.a ---------------------------------------===//

#include "compiler/codegen/EmitArchive.h"

#include "runtime/embed/RuntimeObject.h"

#include "llvm/Object/ArchiveWriter.h"

using namespace llvm;

Expected<std::unique_ptr<MemoryBuffer>>
cocc::emitArchive(const NetworkLayout &layout, StringRef tables) {
  // Members hold references to their names.
  std::vector<std::string> names = {layout.name + ".o"};
  std::vector<StringRef> objects;
  for (const PipelineLayout &pipeline : layout.pipelines)
    if (!pipeline.device) {
      names.push_back(pipeline.symbol + ".o");
      objects.push_back(pipeline.object);
    }
  names.push_back("cocc_runtime.o");

  std::vector<NewArchiveMember> members;
  const auto add = [&](StringRef bytes) {
    members.emplace_back(MemoryBufferRef(bytes, names[members.size()]));
  };
  add(tables);
  llvm::for_each(objects, add);
  add(layout.device == Device::Cpu ? cpuRuntimeObject()
                                   : openClRuntimeObject());
  return writeArchiveToBuffer(members, SymtabWritingMode::NormalSymtab,
                              object::Archive::K_GNU, /*Deterministic=*/true,
                              /*Thin=*/false);
}
