//===- Mish.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct MishKernel : ActivationKernel<MishKernel, MishOp> {
  static Expr activate(Expr x, MishOp) {
    // tanh(log(1 + e)) is n / (n + 2) with n = e * (e + 2); 1 beyond 20.
    Expr e = boundedExponential(atMost(x, 20.0f));
    Expr n = e * (e + 2.0f);
    return x * quotient(n, n + 2.0f);
  }
};
} // namespace

void MishOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<MishKernel>(context);
}
