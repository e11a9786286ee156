//===- Prelu.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct PreluKernel : StepKernel<PreluKernel, PreluOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto prelu = cast<PreluOp>(op);
    Expr x = stages.at(prelu.getInput());
    Expr slope = stages.constant(prelu.getWeight(), {1});
    stages.result(prelu.getResult(), Halide::select(x > 0.0f, x, slope * x));
  }
};
} // namespace

void PreluOp::attachStepKernel(MLIRContext &context) {
  attachInterface<PreluKernel>(context);
}
