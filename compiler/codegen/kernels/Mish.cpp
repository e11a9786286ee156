//===- Mish.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct MishKernel : ActivationKernel<MishKernel, MishOp> {
  static Expr activate(Expr x, MishOp) {
    // tanh(log(1 + e)) is n / (n + 2) with n = e * (e + 2); 1 beyond 20.
    Expr e = Halide::exp(Halide::clamp(x, -87.0f, 20.0f));
    Expr n = e * (e + 2.0f);
    return x * (n / (n + 2.0f));
  }
};
} // namespace

void MishOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<MishKernel>(context);
}
