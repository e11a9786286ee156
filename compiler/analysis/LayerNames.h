//===- LayerNames.h - What the user calls an operation --------------------===//

#ifndef COCC_COMPILER_ANALYSIS_LAYERNAMES_H
#define COCC_COMPILER_ANALYSIS_LAYERNAMES_H

#include "mlir/IR/Operation.h"
#include <string>

namespace cocc {

/// The layers that an operation computes, by the names in its location, in
/// order; its own name without the dialect's where it has none.
llvm::SmallVector<std::string> getLayerNames(mlir::Operation *op);

/// The same, as "0.expand+0.1".
std::string joinLayerNames(mlir::Operation *op);

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_LAYERNAMES_H
