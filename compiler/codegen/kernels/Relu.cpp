//===- Relu.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct ReluKernel : ActivationKernel<ReluKernel, ReluOp> {
  static Expr activate(Expr x, ReluOp) { return atLeast(x, 0.0f); }
};
} // namespace

void ReluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<ReluKernel>(context);
}
