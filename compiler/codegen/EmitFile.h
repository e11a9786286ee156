//===- EmitFile.h - Writing a file, or saying why not -----------*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITFILE_H
#define COCC_COMPILER_CODEGEN_EMITFILE_H

#include "llvm/Support/Error.h"

namespace cocc {

/// Writes `bytes` to `path`. A full disk is an error like any other.
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef bytes);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITFILE_H
