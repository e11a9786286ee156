//===- Softmax.cpp --------------------------------------------------------===//

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
struct SoftmaxKernel : StepKernel<SoftmaxKernel, SoftmaxOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto softmax = cast<SoftmaxOp>(op);
    int64_t axis = softmax.getAxis();
    FrameSums sums(stages, softmax.getInput(), axis);

    // THE ALGORITHM: the largest element is subtracted, so that no exponential
    // overflows.
    auto input = getElements(stages, softmax.getInput());
    auto largest = sums.largest(input);
    auto exponential = sums.keep([=](Expr c, Expr x, Expr y) {
      return boundedExponential(difference(input(c, x, y), largest(c, x, y)));
    });
    auto factor =
        sums.sum(exponential, [](Expr sum) { return quotient(1.0f, sum); });
    stages.result(softmax.getResult(),
                  exponential(stages.c, stages.x, stages.y) *
                      factor(stages.c, stages.x, stages.y));
  }
};
} // namespace

void SoftmaxOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SoftmaxKernel>(context);
}
