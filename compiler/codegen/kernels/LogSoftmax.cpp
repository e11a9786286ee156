//===- LogSoftmax.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/FrameSums.h"
#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct LogSoftmaxKernel : StepKernel<LogSoftmaxKernel, LogSoftmaxOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto softmax = cast<LogSoftmaxOp>(op);
    int64_t axis = softmax.getAxis();
    FrameSums sums(stages, softmax.getInput(), axis);

    // THE ALGORITHM: the largest element is subtracted, so that no exponential
    // overflows.
    auto input = getElements(stages, softmax.getInput());
    auto largest = sums.largest(input);
    auto below = [=](Expr c, Expr x, Expr y) {
      return difference(input(c, x, y), largest(c, x, y));
    };
    auto exponential = [=](Expr c, Expr x, Expr y) {
      return boundedExponential(below(c, x, y));
    };
    auto logarithm = sums.sum(exponential, naturalLogarithm);
    stages.result(softmax.getResult(),
                  below(stages.c, stages.x, stages.y) -
                      logarithm(stages.c, stages.x, stages.y));
  }
};
} // namespace

void LogSoftmaxOp::attachStepKernel(MLIRContext &context) {
  attachInterface<LogSoftmaxKernel>(context);
}
