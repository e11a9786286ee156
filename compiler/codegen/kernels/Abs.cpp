//===- Abs.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct AbsKernel : ActivationKernel<AbsKernel, AbsOp> {
  static Expr activate(Expr x, AbsOp) { return Halide::abs(x); }
};
} // namespace

void AbsOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<AbsKernel>(context);
}
