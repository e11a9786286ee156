//===- Hardsigmoid.cpp ---------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct HardsigmoidKernel : ActivationKernel<HardsigmoidKernel, HardsigmoidOp> {
  static Expr activate(Expr x, HardsigmoidOp) {
    return clampBetween(x + 3.0f, 0.0, 6.0) / 6.0f;
  }
};
} // namespace

void HardsigmoidOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<HardsigmoidKernel>(context);
}
