//===- Receive.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The layouts on both sides are in the operand and the result.
struct ReceiveKernel : StepKernel<ReceiveKernel, ReceiveOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto copy = cast<ReceiveOp>(op);
    stages.result(copy.getResult(), stages.at(copy.getFrame()));
  }
};
} // namespace

void ReceiveOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ReceiveKernel>(context);
}
