//===- Slice.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct SliceKernel : StepKernel<SliceKernel, SliceOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto slice = cast<SliceOp>(op);
    stages.leavePadding();
    FramePlace place = getPlace(stages, slice.getType().getRank());
    Halide::Expr &along = place[slice.getAxis()];
    along = along * static_cast<int>(slice.getStep()) +
            static_cast<int>(slice.getStart());
    stages.result(slice.getResult(),
                  elementAt(stages, slice.getInput(), place));
  }
};
} // namespace

void SliceOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SliceKernel>(context);
}
