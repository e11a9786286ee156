//===- Where.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/JoinOps.h"

using namespace cocc;
using namespace cocc::continual;

namespace {
struct WhereKernel : StepKernel<WhereKernel, WhereOp> {
  void buildStep(mlir::Operation *op, StageBuilder &stages) const {
    auto where = llvm::cast<WhereOp>(op);
    stages.result(
        where.getResult(),
        Halide::select(!isEqual(stages.at(where.getCondition()), 0.0f),
                       stages.at(where.getYes()), stages.at(where.getNo())));
  }
};
} // namespace

void WhereOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<WhereKernel>(context);
}
