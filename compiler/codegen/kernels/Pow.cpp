//===- Pow.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct PowKernel : StrictActivationKernel<PowKernel, PowOp> {
  static Expr activate(Expr x, PowOp op) {
    return power(x, op.getExponent().convertToDouble());
  }
};
} // namespace

void PowOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<PowKernel>(context);
}
