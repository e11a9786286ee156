//===- EmitTables.h - A network's tables as an object file ------*- C++ -*-===//
//
// Everything in a library but the kernels and the step loop: the constant
// tables that the step loop walks (cocc/table.h), the weights, and the
// functions of the generated header, which are the runtime's with the network
// filled in.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_EMITTABLES_H
#define COCC_COMPILER_CODEGEN_EMITTABLES_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace cocc {

/// A relocatable, position-independent ELF object for x86-64. The same layout
/// gives the same bytes; its fingerprint covers them and the kernels' objects.
llvm::Expected<llvm::SmallVector<char, 0>>
emitTables(const NetworkLayout &layout);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITTABLES_H
