//===- CeilMode.h - Last windows that need not be whole -------------------===//
//
// With PyTorch's `ceil_mode` a window has an output for each place where it can
// begin before the clip has ended, though it may reach beyond the padding that
// is there. That is a window with more padding.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_CEILMODE_H
#define COCC_DIALECT_CEILMODE_H

#include <algorithm>
#include <cstdint>

namespace cocc::continual {

/// The padding behind an axis with which a window of this receptive field has
/// as many outputs as with `padAfter` and `ceil_mode`. The last one ends at
/// most stride - 1 places beyond the padding, and begins before it.
inline int64_t roundUpPadding(int64_t receptiveField, int64_t stride,
                              int64_t padAfter) {
  return std::min(padAfter + stride - 1, receptiveField - 1);
}

} // namespace cocc::continual

#endif // COCC_DIALECT_CEILMODE_H
