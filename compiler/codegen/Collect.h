//===- Collect.h - Planned network -> NetworkLayout -----------------------===//

#ifndef COCC_COMPILER_CODEGEN_COLLECT_H
#define COCC_COMPILER_CODEGEN_COLLECT_H

#include "compiler/codegen/KernelCompiler.h"
#include "compiler/codegen/NetworkLayout.h"

namespace cocc {

/// The layers of a network as the user wrote them, before any pass has changed
/// them, with the geometry that balancing will give them.
std::vector<LayerReport> collectLayers(continual::NetworkOp imported);

/// Everything about a planned network but its kernels' code and packed weights:
/// for reports.
NetworkLayout collectPlan(continual::NetworkOp planned,
                          std::vector<LayerReport> layers);

/// Adds the kernels' code and weights. Fails, with an error at the weight,
/// where the values of one are missing.
llvm::LogicalResult addCode(continual::NetworkOp planned,
                            CompiledKernels compiled, NetworkLayout &layout);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_COLLECT_H
