//===- Sign.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SignKernel : ActivationKernel<SignKernel, SignOp> {
  static Expr activate(Expr x, SignOp) {
    return Halide::select(isLess(0.0f, x), 1.0f, isLess(x, 0.0f), -1.0f, 0.0f);
  }
};
} // namespace

void SignOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SignKernel>(context);
}
