//===- ChannelsToTime.cpp -------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/RateOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct ChannelsToTimeKernel
    : StepKernel<ChannelsToTimeKernel, ChannelsToTimeOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto split = cast<ChannelsToTimeOp>(op);
    stages.leavePadding();
    int factor = static_cast<int>(split.getFactor());
    Expr channel = stages.c * factor + stages.phaseOf(factor);
    stages.result(
        split.getResult(),
        stages.tap(split.getInput(), channel, stages.x, stages.y, stages.b, 0));
  }
};
} // namespace

void ChannelsToTimeOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ChannelsToTimeKernel>(context);
}
