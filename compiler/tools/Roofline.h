//===- Roofline.h - What one core of this machine can do ------------------===//

#ifndef COCC_COMPILER_TOOLS_ROOFLINE_H
#define COCC_COMPILER_TOOLS_ROOFLINE_H

namespace cocc {

/// Measured, not looked up: in multiply-adds and bytes per second, of one core.
struct Roofline {
  double macsPerSecond;
  double bytesPerSecond;
};

Roofline measureRoofline();

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_ROOFLINE_H
