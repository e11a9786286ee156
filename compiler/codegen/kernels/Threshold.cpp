//===- Threshold.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct ThresholdKernel : ActivationKernel<ThresholdKernel, ThresholdOp> {
  static Expr activate(Expr x, ThresholdOp op) {
    float threshold = op.getThreshold().convertToDouble();
    float value = op.getValue().convertToDouble();
    return Halide::select(isAtMost(x, threshold), value, x);
  }
};
} // namespace

void ThresholdOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<ThresholdKernel>(context);
}
