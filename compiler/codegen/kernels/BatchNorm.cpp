//===- BatchNorm.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct BatchNormKernel : StepKernel<BatchNormKernel, BatchNormOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto norm = cast<BatchNormOp>(op);
    float eps = norm.getEps().convertToDouble();
    Expr deviation =
        Halide::sqrt(stages.channelWeight(norm.getRunningVar()) + eps);
    Expr centred = stages.at(norm.getInput()) -
                   stages.channelWeight(norm.getRunningMean());
    stages.result(norm.getResult(),
                  centred / deviation * stages.channelWeight(norm.getWeight()) +
                      stages.channelWeight(norm.getShift()));
  }
};
} // namespace

void BatchNormOp::attachStepKernel(MLIRContext &context) {
  attachInterface<BatchNormKernel>(context);
}
