//===- LowerTrace.h - Where the elements of a frame come from -------------===//
//
// Layers that only move elements, or multiply each with a number, are looked
// through: each element of a frame is one of an earlier layer's times a factor.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERTRACE_H
#define COCC_FRONTENDS_TORCH_LOWERTRACE_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Elements of a frame in the order of its axes.
struct Traced {
  /// The layer that they are elements of, and which of its elements.
  unsigned layer = 0;
  std::vector<int64_t> places;
  std::vector<double> factors;
};

/// Of the frames of `shape` that layer `layer` gives.
Traced traceElements(llvm::ArrayRef<LoweredLayer> layers, unsigned layer,
                     llvm::ArrayRef<int64_t> shape);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERTRACE_H
