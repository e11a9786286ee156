//===- SpatialMean.cpp ----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct SpatialMeanKernel : StepKernel<SpatialMeanKernel, SpatialMeanOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto mean = cast<SpatialMeanOp>(op);
    FrameExtents frame = StageBuilder::getExtents(mean.getInput());
    Reduction reduction;
    reduction.kind = Reduction::Kind::PerChannel;
    reduction.taps = frame.width * frame.height;
    stages.reduce(reduction);

    // THE ALGORITHM
    Halide::Func sum("sum");
    Halide::RDom r(0, frame.width, 0, frame.height, "r");
    sum(stages.c, stages.x, stages.y, stages.b) = 0.0f;
    sum(stages.c, stages.x, stages.y, stages.b) +=
        stages.tap(mean.getInput(), stages.c, r.x, r.y, stages.b, 0);
    stages.accumulate({sum, {r.x, r.y}, {frame.width, frame.height}});
    stages.result(mean.getResult(),
                  sum(stages.c, stages.x, stages.y, stages.b) *
                      (1.0f / (frame.width * frame.height)));
  }
};
} // namespace

void SpatialMeanOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SpatialMeanKernel>(context);
}
