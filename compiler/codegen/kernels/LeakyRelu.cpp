//===- LeakyRelu.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct LeakyReluKernel : ActivationKernel<LeakyReluKernel, LeakyReluOp> {
  static Expr activate(Expr x, LeakyReluOp op) {
    float slope = op.getSlope().convertToDouble();
    return Halide::select(x > 0.0f, x, slope * x);
  }
};
} // namespace

void LeakyReluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<LeakyReluKernel>(context);
}
