//===- EmitApi.h - The functions of a generated header ----------*- C++ -*-===//
//
// A library's own functions are the runtime's with the network filled in.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_EMITAPI_H
#define COCC_COMPILER_CODEGEN_EMITAPI_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/IR/Module.h"

namespace cocc {

/// Adds them to `module`, around `network`.
void addApi(llvm::Module &module, const NetworkLayout &layout,
            llvm::GlobalVariable *network);

/// What a library exports, in the order of the header: "<net>_init", ... and
/// last the data "<net>_network".
std::vector<std::string> exportedSymbols(const NetworkLayout &layout);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITAPI_H
