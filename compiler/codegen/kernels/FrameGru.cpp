//===- FrameGru.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameRecurrence.h"
#include "dialect/FrameRecurrenceOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct FrameGruKernel : StepKernel<FrameGruKernel, FrameGruOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto gru = cast<FrameGruOp>(op);
    FrameRecurrence recurrence;
    recurrence.op = op;
    recurrence.gates = FrameGruOp::gates;
    recurrence.kept = FrameGruOp::kept;
    recurrence.channels = static_cast<int>(gru.getChannels());
    recurrence.isReverse = gru.getReverse();
    recurrence.step = [](GateSum input, GateSum hidden, ArrayRef<Expr> last) {
      return std::vector<Expr>{makeGruOutput(input, hidden, last[0])};
    };
    buildFrameRecurrence(recurrence, stages);
  }
};
} // namespace

void FrameGruOp::attachStepKernel(MLIRContext &context) {
  attachInterface<FrameGruKernel>(context);
}
