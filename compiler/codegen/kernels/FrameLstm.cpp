//===- FrameLstm.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameRecurrence.h"
#include "dialect/FrameRecurrenceOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct FrameLstmKernel : StepKernel<FrameLstmKernel, FrameLstmOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto lstm = cast<FrameLstmOp>(op);
    FrameRecurrence recurrence;
    recurrence.op = op;
    recurrence.gates = FrameLstmOp::gates;
    recurrence.kept = FrameLstmOp::kept;
    recurrence.channels = static_cast<int>(lstm.getChannels());
    recurrence.isReverse = lstm.getReverse();
    recurrence.givesAll = lstm.getCell();
    recurrence.step = [](GateSum input, GateSum hidden, ArrayRef<Expr> last) {
      auto gate = [&](int number) { return input(number) + hidden(number); };
      Expr cell = makeLstmCell(gate, last[1]);
      return std::vector<Expr>{makeLstmOutput(gate, cell), cell};
    };
    buildFrameRecurrence(recurrence, stages);
  }
};
} // namespace

void FrameLstmOp::attachStepKernel(MLIRContext &context) {
  attachInterface<FrameLstmKernel>(context);
}
