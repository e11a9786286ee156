//===- Linear.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/ChannelMap.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct LinearKernel : StepKernel<LinearKernel, LinearOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto linear = cast<LinearOp>(op);
    ChannelMap map;
    map.input = linear.getInput();
    map.weight = linear.getWeight();
    map.shift = linear.getShift();
    map.result = linear.getResult();
    buildChannelMap(map, stages);
  }
};
} // namespace

void LinearOp::attachStepKernel(MLIRContext &context) {
  attachInterface<LinearKernel>(context);
}
