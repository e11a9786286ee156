//===- EmitSharedLibrary.h - lib<net>.so ------------------------*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITSHAREDLIBRARY_H
#define COCC_COMPILER_CODEGEN_EMITSHAREDLIBRARY_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/Support/Error.h"

namespace cocc {

/// Links the network's archive at `archivePath` into a shared library at
/// `path`, in this process: neither a compiler nor a linker has to be
/// installed. The library exports the functions of the generated header,
/// <net>_network and, for programs that do not know the network's name, the
/// same as cocc_network.
llvm::Error emitSharedLibrary(const NetworkLayout &layout,
                              llvm::StringRef archivePath,
                              llvm::StringRef path);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITSHAREDLIBRARY_H
