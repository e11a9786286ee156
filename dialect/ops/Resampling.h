//===- Resampling.h - Where a place of a resampled axis comes from --------===//
//
// The places and weights that PyTorch's interpolation has, to the last bit: in
// float32, multiplied and added at once where its kernels for CPUs do so.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_OPS_RESAMPLING_H
#define COCC_DIALECT_OPS_RESAMPLING_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace cocc::continual {

/// One axis of `from` places that becomes one of `to`.
struct Resampling {
  int64_t from = 1, to = 1;
  llvm::StringRef mode;
  bool alignCorners = false;
  /// Where it is not 0, to / from as the caller gave it.
  double factor = 0;

  /// How many places make one: 1, 2 or 4.
  int countTaps() const;
};

/// For each tap of each place of the result, tap by tap, the place that is read
/// and its weight.
struct ResamplingTable {
  std::vector<int> places;
  std::vector<float> weights;
};

ResamplingTable makeTable(const Resampling &axis);

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_RESAMPLING_H
