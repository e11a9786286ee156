//===- EmitArchive.cpp - lib<net>.a ---------------------------------------===//

#include "compiler/codegen/EmitArchive.h"

#include "runtime/embed/RuntimeObject.h"

#include "llvm/Object/ArchiveWriter.h"

using namespace llvm;

Expected<std::unique_ptr<MemoryBuffer>>
cocc::emitArchive(const NetworkLayout &layout, StringRef tables) {
  // Members hold references to their names.
  std::vector<std::string> names = {layout.name + ".o"};
  for (const PipelineLayout &pipeline : layout.pipelines)
    names.push_back(pipeline.symbol + ".o");
  names.push_back("cocc_runtime.o");

  std::vector<NewArchiveMember> members;
  const auto add = [&](StringRef bytes) {
    members.emplace_back(MemoryBufferRef(bytes, names[members.size()]));
  };
  add(tables);
  for (const PipelineLayout &pipeline : layout.pipelines)
    add(pipeline.object);
  add(runtimeObject());
  return writeArchiveToBuffer(members, SymtabWritingMode::NormalSymtab,
                              object::Archive::K_GNU, /*Deterministic=*/true,
                              /*Thin=*/false);
}
