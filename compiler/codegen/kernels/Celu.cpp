//===- Celu.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct CeluKernel : ActivationKernel<CeluKernel, CeluOp> {
  static Expr activate(Expr x, CeluOp op) {
    float alpha = op.getAlpha().convertToDouble();
    return Halide::select(
        x > 0.0f, x,
        alpha * exponentialLessOne(atMost(x, 0.0f) * (1.0f / alpha)));
  }
};
} // namespace

void CeluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<CeluKernel>(context);
}
