//===- Softsign.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SoftsignKernel : ActivationKernel<SoftsignKernel, SoftsignOp> {
  static Expr activate(Expr x, SoftsignOp) {
    return x / (1.0f + Halide::abs(x));
  }
};
} // namespace

void SoftsignOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SoftsignKernel>(context);
}
