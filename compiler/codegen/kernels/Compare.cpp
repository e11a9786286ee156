//===- Compare.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct CompareKernel : ActivationKernel<CompareKernel, CompareOp> {
  static Expr activate(Expr x, CompareOp op) {
    Expr value = float(op.getValue().convertToDouble());
    Expr holds = isInRelation(op.getRelation(), x, value);
    return Halide::select(holds, 1.0f, 0.0f);
  }
};
} // namespace

void CompareOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<CompareKernel>(context);
}
