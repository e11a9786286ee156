//===- Clamp.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct ClampKernel : ActivationKernel<ClampKernel, ClampOp> {
  static Expr activate(Expr x, ClampOp op) {
    return clampBetween(x, op.getLow().convertToDouble(),
                        op.getHigh().convertToDouble());
  }
};
} // namespace

void ClampOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<ClampKernel>(context);
}
