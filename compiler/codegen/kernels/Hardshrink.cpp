//===- Hardshrink.cpp ----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct HardshrinkKernel : ActivationKernel<HardshrinkKernel, HardshrinkOp> {
  static Expr activate(Expr x, HardshrinkOp op) {
    float lambda = op.getLambda().convertToDouble();
    return Halide::select(isAtMost(Halide::abs(x), lambda), 0.0f, x);
  }
};
} // namespace

void HardshrinkOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<HardshrinkKernel>(context);
}
