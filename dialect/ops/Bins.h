//===- Bins.h - Axes divided as evenly as they can be ---------------------===//
//
// Bin i of m over n places holds the places floor(i*n/m) to ceil((i+1)*n/m):
// all bins of adaptive pools, two of which may share a place.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_OPS_BINS_H
#define COCC_DIALECT_OPS_BINS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Location.h"

namespace cocc::continual {

/// How many places the longest of `bins` bins over `extent` places has.
int64_t getLongestBin(int64_t extent, int64_t bins);

/// Infers the frame whose spatial axes have `size` bins of those of `input`: a
/// number for each, or one for all. Says at `location` what does not fit.
llvm::LogicalResult inferBins(std::optional<mlir::Location> location,
                              mlir::RankedTensorType input,
                              llvm::ArrayRef<int64_t> size,
                              llvm::SmallVectorImpl<mlir::Type> &results);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_BINS_H
