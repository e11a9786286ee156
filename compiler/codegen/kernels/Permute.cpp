//===- Permute.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct PermuteKernel : StepKernel<PermuteKernel, PermuteOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto permute = cast<PermuteOp>(op);
    stages.leavePadding();
    FramePlace to = getPlace(stages, permute.getAxes().size());
    FramePlace from = to;
    for (auto [axis, source] : llvm::enumerate(permute.getAxes()))
      from[source] = to[axis];
    stages.result(permute.getResult(),
                  elementAt(stages, permute.getInput(), from));
  }
};
} // namespace

void PermuteOp::attachStepKernel(MLIRContext &context) {
  attachInterface<PermuteKernel>(context);
}
