//===- AdaptiveAvgPool.cpp ------------------------------------------------===//

#include "compiler/codegen/kernels/Bins.h"
#include "dialect/WindowOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct AdaptiveAvgPoolKernel
    : StepKernel<AdaptiveAvgPoolKernel, AdaptiveAvgPoolOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto pool = cast<AdaptiveAvgPoolOp>(op);
    BinReduction bins(pool, stages);

    // THE ALGORITHM
    Halide::Func sum("sum");
    sum(stages.c, stages.x, stages.y, stages.b) = 0.0f;
    sum(stages.c, stages.x, stages.y, stages.b) += bins.element(0.0f);
    bins.accumulate(sum);
    stages.result(pool.getResult(),
                  sum(stages.c, stages.x, stages.y, stages.b) /
                      Halide::cast<float>(bins.x.places * bins.y.places));
  }
};
} // namespace

void AdaptiveAvgPoolOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AdaptiveAvgPoolKernel>(context);
}
