//===- EmitSharedLibrary.cpp - lib<net>.so --------------------------------===//

#include "compiler/codegen/EmitSharedLibrary.h"

#include "compiler/codegen/EmitApi.h"
#include "compiler/codegen/EmitFile.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileUtilities.h"

#include <dlfcn.h>
#include <link.h>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace {

/// Where the dynamic linker finds `library` on this machine; the compiler
/// itself runs with it, so no development package is needed to link against it.
Expected<std::string> pathOfLoaded(const char *library) {
  const std::unique_ptr<void, int (*)(void *)> handle(
      dlopen(library, RTLD_LAZY), dlclose);
  link_map *map = nullptr;
  if (!handle || dlinfo(handle.get(), RTLD_DI_LINKMAP, &map) != 0)
    return createStringError(Twine("cannot find ") + library +
                             " to link against");
  return map->l_name;
}

std::string versionScript(ArrayRef<std::string> symbols) {
  return "{ global: " + join(symbols, "; ") + "; local: *; };\n";
}

Error runLinker(ArrayRef<std::string> arguments) {
  std::vector<const char *> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  std::string output;
  raw_string_ostream stream(output);
  const lld::Result result =
      lld::lldMain(pointers, stream, stream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode != 0)
    return createStringError("cannot link the shared library: " +
                             StringRef(output).trim());
  return Error::success();
}

} // namespace

Error cocc::emitSharedLibrary(const NetworkLayout &layout,
                              StringRef archivePath, StringRef path) {
  constexpr StringLiteral anonymous = "cocc_network";
  auto libm = pathOfLoaded("libm.so.6");
  if (!libm)
    return libm.takeError();
  auto libc = pathOfLoaded("libc.so.6");
  if (!libc)
    return libc.takeError();

  // What is a thread's own is found by the dynamic linker.
  auto linker = pathOfLoaded("ld-linux-x86-64.so.2");
  if (!linker)
    return linker.takeError();

  std::vector<std::string> symbols = exportedSymbols(layout);
  std::vector<std::string> arguments = {"ld.lld",
                                        "-shared",
                                        "--threads=1",
                                        "--gc-sections",
                                        "--no-undefined",
                                        "--hash-style=gnu",
                                        "--build-id=none",
                                        "-znow",
                                        "-zrelro",
                                        "-znoexecstack",
                                        "-soname=lib" + layout.name + ".so"};
  if (symbols.back() != anonymous) {
    arguments.push_back(("--defsym=" + anonymous + "=" + symbols.back()).str());
    symbols.push_back(anonymous.str());
  }
  const std::string script = (path + ".exports").str();
  const FileRemover removeScript(script);
  if (Error error = writeFile(script, versionScript(symbols)))
    return error;
  arguments.insert(arguments.end(),
                   {"--version-script=" + script, "-o", path.str(),
                    "--whole-archive", archivePath.str(), "--no-whole-archive",
                    "--as-needed", *libm, *libc, *linker});
  return runLinker(arguments);
}
