//===- Softshrink.cpp ----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SoftshrinkKernel : ActivationKernel<SoftshrinkKernel, SoftshrinkOp> {
  static Expr activate(Expr x, SoftshrinkOp op) {
    float lambda = op.getLambda().convertToDouble();
    return x - clampBetween(x, -lambda, lambda);
  }
};
} // namespace

void SoftshrinkOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SoftshrinkKernel>(context);
}
