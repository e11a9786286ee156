//===- EmitRecords.h - A network's tables as constants of a module --------===//

#ifndef COCC_COMPILER_CODEGEN_EMITRECORDS_H
#define COCC_COMPILER_CODEGEN_EMITRECORDS_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/IR/Module.h"

namespace cocc {

/// Adds the cocc_network called "<net>_network" to `module`, which is returned,
/// and all that it refers to: the step loop's tables, the weights, and
/// declarations of the pipelines.
llvm::GlobalVariable *addRecords(llvm::Module &module,
                                 const NetworkLayout &layout,
                                 uint64_t fingerprint);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITRECORDS_H
