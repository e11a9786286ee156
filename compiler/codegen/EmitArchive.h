//===- EmitArchive.h - lib<net>.a -------------------------------*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITARCHIVE_H
#define COCC_COMPILER_CODEGEN_EMITARCHIVE_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace cocc {

/// A static library of a network's tables (the object that emitTables makes),
/// its kernels and the step loop. It needs libc and libm alone.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
emitArchive(const NetworkLayout &layout, llvm::StringRef tables);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITARCHIVE_H
