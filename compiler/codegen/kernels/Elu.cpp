//===- Elu.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct EluKernel : ActivationKernel<EluKernel, EluOp> {
  static Expr activate(Expr x, EluOp op) {
    float alpha = op.getAlpha().convertToDouble();
    return Halide::select(x > 0.0f, x,
                          alpha * exponentialLessOne(atMost(x, 0.0f)));
  }
};
} // namespace

void EluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<EluKernel>(context);
}
