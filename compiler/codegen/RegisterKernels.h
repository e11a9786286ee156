//===- RegisterKernels.h - Gives every operation its kernel ---------------===//

#ifndef COCC_COMPILER_CODEGEN_REGISTERKERNELS_H
#define COCC_COMPILER_CODEGEN_REGISTERKERNELS_H

#include "mlir/IR/DialectRegistry.h"

namespace cocc {

/// Attaches the StepKernelInterface of all operations of the dialect. An
/// operation whose kernel file is missing fails to link, by name.
void registerStepKernels(mlir::DialectRegistry &registry);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_REGISTERKERNELS_H
