//===- Delay.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The operand arrives late already: its user reads an earlier slot.
struct DelayKernel : StepKernel<DelayKernel, DelayOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto copy = cast<DelayOp>(op);
    stages.result(copy.getResult(), stages.at(copy.getInput()));
  }
};
} // namespace

void DelayOp::attachStepKernel(MLIRContext &context) {
  attachInterface<DelayKernel>(context);
}
