//===- Rnn.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Recurrence.h"
#include "dialect/TimeOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct RnnKernel : StepKernel<RnnKernel, RnnOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto rnn = cast<RnnOp>(op);
    GateSums sums = buildGateSums(op, rnn.getChannels(), stages);

    // THE ALGORITHM
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    Expr sum = sums.input(c, x, y, b) + sums.hidden(c, x, y, b);
    stages.result(rnn.getResult(), makeRnnOutput(sum, rnn.getNonlinearity()));
  }
};
} // namespace

void RnnOp::attachStepKernel(MLIRContext &context) {
  attachInterface<RnnKernel>(context);
}
