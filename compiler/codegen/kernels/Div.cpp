//===- Div.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/JoinOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct DivKernel : StepKernel<DivKernel, DivOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto join = cast<DivOp>(op);
    // A divisor may be zero.
    stages.result(join.getResult(), quotient(stages.at(join.getInputs()[0]),
                                             stages.at(join.getInputs()[1])));
  }
};
} // namespace

void DivOp::attachStepKernel(MLIRContext &context) {
  attachInterface<DivKernel>(context);
}
