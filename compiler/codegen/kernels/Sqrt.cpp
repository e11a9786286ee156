//===- Sqrt.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SqrtKernel : StrictActivationKernel<SqrtKernel, SqrtOp> {
  static Expr activate(Expr x, SqrtOp) { return Halide::sqrt(x); }
};
} // namespace

void SqrtOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SqrtKernel>(context);
}
