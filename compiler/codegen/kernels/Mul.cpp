//===- Mul.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct MulKernel : StepKernel<MulKernel, MulOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto join = cast<MulOp>(op);
    Halide::Expr element = stages.at(join.getInputs().front());
    for (Value input : join.getInputs().drop_front())
      element *= stages.at(input);
    stages.result(join.getResult(), element);
  }
};
} // namespace

void MulOp::attachStepKernel(MLIRContext &context) {
  attachInterface<MulKernel>(context);
}
