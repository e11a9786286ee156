//===- FrameRnn.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameRecurrence.h"
#include "dialect/FrameRecurrenceOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct FrameRnnKernel : StepKernel<FrameRnnKernel, FrameRnnOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto rnn = cast<FrameRnnOp>(op);
    FrameRecurrence recurrence;
    recurrence.op = op;
    recurrence.gates = FrameRnnOp::gates;
    recurrence.kept = FrameRnnOp::kept;
    recurrence.channels = static_cast<int>(rnn.getChannels());
    recurrence.isReverse = rnn.getReverse();
    recurrence.step = [&](GateSum input, GateSum hidden, ArrayRef<Expr>) {
      return std::vector<Expr>{
          makeRnnOutput(input(0) + hidden(0), rnn.getNonlinearity())};
    };
    buildFrameRecurrence(recurrence, stages);
  }
};
} // namespace

void FrameRnnOp::attachStepKernel(MLIRContext &context) {
  attachInterface<FrameRnnKernel>(context);
}
