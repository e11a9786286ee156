//===- Hardtanh.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct HardtanhKernel : ActivationKernel<HardtanhKernel, HardtanhOp> {
  static Expr activate(Expr x, HardtanhOp op) {
    return clampBetween(x, op.getLow().convertToDouble(),
                        op.getHigh().convertToDouble());
  }
};
} // namespace

void HardtanhOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<HardtanhKernel>(context);
}
