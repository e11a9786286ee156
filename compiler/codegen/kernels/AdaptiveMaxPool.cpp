//===- AdaptiveMaxPool.cpp ------------------------------------------------===//

#include "compiler/codegen/kernels/Bins.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/WindowOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct AdaptiveMaxPoolKernel
    : StepKernel<AdaptiveMaxPoolKernel, AdaptiveMaxPoolOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto pool = cast<AdaptiveMaxPoolOp>(op);
    BinReduction bins(pool, stages);

    // THE ALGORITHM
    Halide::Func largest("largest");
    Expr least = -std::numeric_limits<float>::infinity();
    largest(stages.c, stages.x, stages.y, stages.b) = least;
    Expr before = largest(stages.c, stages.x, stages.y, stages.b);
    largest(stages.c, stages.x, stages.y, stages.b) =
        larger(before, bins.element(least));
    bins.accumulate(largest);
    stages.requireStrictFloat();
    stages.result(pool.getResult(),
                  largest(stages.c, stages.x, stages.y, stages.b));
  }
};
} // namespace

void AdaptiveMaxPoolOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AdaptiveMaxPoolKernel>(context);
}
