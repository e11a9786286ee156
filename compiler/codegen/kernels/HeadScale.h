//===- HeadScale.h - What products of queries and keys are scaled by ------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_HEADSCALE_H
#define COCC_COMPILER_CODEGEN_KERNELS_HEADSCALE_H

#include <cmath>

namespace cocc {

/// The attribute `scale` of an attention, or what 0 stands for.
template <typename OpT>
float getHeadScale(OpT op, int channelsOfHead) {
  double scale = op.getScale().convertToDouble();
  return scale != 0 ? scale : 1 / std::sqrt(double(channelsOfHead));
}

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_HEADSCALE_H
