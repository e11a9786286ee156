//===- ConstantFrame.cpp --------------------------------------------------===//

#include "compiler/codegen/kernels/FrameConstant.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/OrderOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct ConstantFrameKernel : StepKernel<ConstantFrameKernel, ConstantFrameOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto constant = cast<ConstantFrameOp>(op);
    stages.result(constant.getResult(),
                  readConstant(constant.getValue(),
                               StageBuilder::getExtents(constant.getResult()),
                               stages));
  }
};
} // namespace

void ConstantFrameOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ConstantFrameKernel>(context);
}
