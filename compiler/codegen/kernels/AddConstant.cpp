//===- AddConstant.cpp ----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct AddConstantKernel : StepKernel<AddConstantKernel, AddConstantOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto layer = cast<AddConstantOp>(op);
    stages.result(layer.getResult(),
                  stages.at(layer.getInput()) +
                      stages.constant(layer.getValue(), {1, 2, 3}));
  }
};
} // namespace

void AddConstantOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AddConstantKernel>(context);
}
