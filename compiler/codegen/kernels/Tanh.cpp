//===- Tanh.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct TanhKernel : ActivationKernel<TanhKernel, TanhOp> {
  static Expr activate(Expr x, TanhOp) { return hyperbolicTangent(x); }
};
} // namespace

void TanhOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<TanhKernel>(context);
}
