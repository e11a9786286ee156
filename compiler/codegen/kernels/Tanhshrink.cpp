//===- Tanhshrink.cpp ----------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct TanhshrinkKernel : ActivationKernel<TanhshrinkKernel, TanhshrinkOp> {
  static Expr activate(Expr x, TanhshrinkOp) {
    return lessHyperbolicTangent(x);
  }
};
} // namespace

void TanhshrinkOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<TanhshrinkKernel>(context);
}
