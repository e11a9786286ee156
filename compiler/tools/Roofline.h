//===- Roofline.h - What one core of this machine can do ------------------===//

#ifndef COCC_COMPILER_TOOLS_ROOFLINE_H
#define COCC_COMPILER_TOOLS_ROOFLINE_H

#include <cstddef>

namespace cocc {

/// Measured, not looked up: in multiply-adds and bytes per second, of one core.
struct Roofline {
  double macsPerSecond;
  double bytesPerSecond;
};

/// `bytes` is the size of the block whose reading is timed.
Roofline measureRoofline(size_t bytes);

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_ROOFLINE_H
