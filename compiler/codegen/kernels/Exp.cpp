//===- Exp.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct ExpKernel : StrictActivationKernel<ExpKernel, ExpOp> {
  static Expr activate(Expr x, ExpOp) { return exponential(x); }
};
} // namespace

void ExpOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<ExpKernel>(context);
}
