//===- Previous.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameConstant.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/TimeOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The frame before the first is a fill.
struct PreviousKernel : StepKernel<PreviousKernel, PreviousOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto previous = cast<PreviousOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    Value input = previous.getInput();
    Halide::Expr last = stages.tap(input, c, x, y, b, 0);
    if (Value initial = previous.getWeight())
      last = Halide::select(
          stages.isPadding(input, 0),
          readConstant(initial, StageBuilder::getExtents(input), stages), last);
    stages.result(previous.getResult(), last);
  }
};
} // namespace

void PreviousOp::attachStepKernel(MLIRContext &context) {
  attachInterface<PreviousKernel>(context);
}
