//===- EmitLibrary.h - All files of a compiled network ----------*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITLIBRARY_H
#define COCC_COMPILER_CODEGEN_EMITLIBRARY_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/Support/Error.h"

namespace cocc {

/// Writes lib<net>.a, lib<net>.so, <net>.h and <net>.json into `directory`,
/// which is made if it is missing. A file appears whole or not at all, and none
/// appears before all of them could be written.
llvm::Error emitLibrary(const NetworkLayout &layout, llvm::StringRef directory);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITLIBRARY_H
