//===- SeededWeights.h - Weights from a counter ---------------------------===//
//
// docs/yaml.md defines the numbers, so that any program can make the same.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_SEEDEDWEIGHTS_H
#define COCC_FRONTENDS_SEEDEDWEIGHTS_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace cocc::frontends {

/// The tensor `name` of `count` elements, each from `low` to `high`.
std::vector<float> drawWeights(uint64_t seed, llvm::StringRef name,
                               int64_t count, float low, float high);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_SEEDEDWEIGHTS_H
