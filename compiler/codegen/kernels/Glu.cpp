//===- Glu.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct GluKernel : StepKernel<GluKernel, GluOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto glu = cast<GluOp>(op);
    stages.leavePadding();
    FramePlace place = getPlace(stages, glu.getType().getRank());
    Expr content = elementAt(stages, glu.getInput(), place);
    place[glu.getAxis()] +=
        static_cast<int>(glu.getType().getDimSize(glu.getAxis()));
    Expr gate = elementAt(stages, glu.getInput(), place);
    stages.result(glu.getResult(), content * sigmoid(gate));
  }
};
} // namespace

void GluOp::attachStepKernel(MLIRContext &context) {
  attachInterface<GluKernel>(context);
}
