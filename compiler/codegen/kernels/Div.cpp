//===- Div.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct DivKernel : StepKernel<DivKernel, DivOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto join = cast<DivOp>(op);
    stages.requireStrictFloat(); // a divisor may be zero
    stages.result(join.getResult(), stages.at(join.getInputs()[0]) /
                                        stages.at(join.getInputs()[1]));
  }
};
} // namespace

void DivOp::attachStepKernel(MLIRContext &context) {
  attachInterface<DivKernel>(context);
}
