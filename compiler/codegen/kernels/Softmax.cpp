//===- Softmax.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SoftmaxKernel : StepKernel<SoftmaxKernel, SoftmaxOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto softmax = cast<SoftmaxOp>(op);
    int channels = StageBuilder::getExtents(softmax.getInput()).channels;

    // THE ALGORITHM: the largest element is subtracted, so that no exponential
    // overflows.
    Halide::RDom r(0, channels, "r");
    auto along = [&](Expr c) {
      return stages.tap(softmax.getInput(), c, stages.x, stages.y, stages.b, 0);
    };
    Halide::Func largest("largest"), exponential("exponential"), sum("sum");
    largest(stages.x, stages.y, stages.b) = Halide::maximum(r, along(r));
    exponential(stages.c, stages.x, stages.y, stages.b) =
        Halide::exp(along(stages.c) - largest(stages.x, stages.y, stages.b));
    sum(stages.x, stages.y, stages.b) =
        Halide::sum(r, exponential(r, stages.x, stages.y, stages.b));
    stages.addRows(largest);
    stages.addRows(exponential);
    stages.addRows(sum);
    stages.result(softmax.getResult(),
                  exponential(stages.c, stages.x, stages.y, stages.b) /
                      sum(stages.x, stages.y, stages.b));
  }
};
} // namespace

void SoftmaxOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SoftmaxKernel>(context);
}
