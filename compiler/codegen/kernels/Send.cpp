//===- Send.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The layouts on both sides are in the operand and the result.
struct SendKernel : StepKernel<SendKernel, SendOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto copy = cast<SendOp>(op);
    stages.result(copy.getResult(), stages.at(copy.getFrame()));
  }
};
} // namespace

void SendOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SendKernel>(context);
}
