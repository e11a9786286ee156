//===- Take.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/OrderOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct TakeKernel : StepKernel<TakeKernel, TakeOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto take = cast<TakeOp>(op);
    stages.leavePadding();
    int64_t axis = take.getAxis();
    int last = take.getInput().getType().getDimSize(axis) - 1;
    FramePlace place = getPlace(stages, take.getType().getRank());
    // Limited as a number: no integer stands for what is none.
    Expr named = Halide::clamp(elementAt(stages, take.getPlaces(), place), 0.0f,
                               static_cast<float>(last));
    place[axis] = Halide::clamp(Halide::cast<int>(named), 0, last);
    stages.result(take.getResult(), elementAt(stages, take.getInput(), place));
  }
};
} // namespace

void TakeOp::attachStepKernel(MLIRContext &context) {
  attachInterface<TakeKernel>(context);
}
