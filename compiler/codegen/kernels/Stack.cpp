//===- Stack.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/AttentionOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct StackKernel : StepKernel<StackKernel, StackOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto stack = cast<StackOp>(op);
    // The result's last axis is time; what was the last is the one before it.
    stages.result(stack.getResult(),
                  stages.tap(stack.getInput(), stages.c, stages.y, 0, stages.b,
                             stages.x));
  }
};
} // namespace

void StackOp::attachStepKernel(MLIRContext &context) {
  attachInterface<StackKernel>(context);
}
