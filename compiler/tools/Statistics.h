//===- Statistics.h - What each pass did ----------------------------------===//

#ifndef COCC_COMPILER_TOOLS_STATISTICS_H
#define COCC_COMPILER_TOOLS_STATISTICS_H

#include "mlir/IR/MLIRContext.h"

namespace cocc {

/// Prints the passes' statistics, which they report as remarks, to standard
/// error: "continual-fuse-steps: kernels = 4".
void showStatistics(mlir::MLIRContext &context);

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_STATISTICS_H
