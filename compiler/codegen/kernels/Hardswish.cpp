//===- Hardswish.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct HardswishKernel : ActivationKernel<HardswishKernel, HardswishOp> {
  static Expr activate(Expr x, HardswishOp) {
    return x * clampBetween(x + 3.0f, 0.0, 6.0) / 6.0f;
  }
};
} // namespace

void HardswishOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<HardswishKernel>(context);
}
