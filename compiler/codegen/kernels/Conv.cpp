//===- Conv.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/ChannelMap.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/WindowOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct ConvKernel : StepKernel<ConvKernel, ConvOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto conv = cast<ConvOp>(op);
    buildChannelMap({conv.getInput(), conv.getWeight(), conv.getShift(),
                     conv.getResult(), static_cast<int>(conv.getGroups()),
                     getWindowAxes(conv)},
                    stages);
  }
};
} // namespace

void ConvOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ConvKernel>(context);
}
