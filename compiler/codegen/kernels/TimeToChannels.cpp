//===- TimeToChannels.cpp -------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/RateOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct TimeToChannelsKernel
    : StepKernel<TimeToChannelsKernel, TimeToChannelsOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto merge = cast<TimeToChannelsOp>(op);
    stages.leavePadding();
    int factor = static_cast<int>(merge.getFactor());
    stages.result(merge.getResult(),
                  stages.tap(merge.getInput(), stages.c / factor, stages.x,
                             stages.y, stages.b, stages.c % factor));
  }
};
} // namespace

void TimeToChannelsOp::attachStepKernel(MLIRContext &context) {
  attachInterface<TimeToChannelsKernel>(context);
}
