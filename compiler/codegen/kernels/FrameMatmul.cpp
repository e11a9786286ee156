//===- FrameMatmul.cpp ----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/SumOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct FrameMatmulKernel : StepKernel<FrameMatmulKernel, FrameMatmulOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto matmul = cast<FrameMatmulOp>(op);
    FrameExtents left = StageBuilder::getExtents(matmul.getLeft());
    FrameExtents right = StageBuilder::getExtents(matmul.getRight());
    auto product = [&](Expr inner) {
      return stages.at(matmul.getLeft(), stages.c, inner, stages.y, stages.b) *
             stages.at(matmul.getRight(), stages.c, stages.x, inner, stages.b);
    };
    if (left.width == 1) {
      stages.result(matmul.getResult(), product(0));
      return;
    }
    Reduction reduction;
    reduction.kind = right.channels < left.channels
                         ? Reduction::Kind::PerRow
                         : Reduction::Kind::PerChannel;
    reduction.taps = left.width;
    stages.reduce(reduction);

    // THE ALGORITHM
    Halide::Func sum("sum");
    Halide::RDom r(0, left.width, "r");
    sum(stages.c, stages.x, stages.y, stages.b) = 0.0f;
    sum(stages.c, stages.x, stages.y, stages.b) += product(r);
    stages.accumulate({sum, {r}, {left.width}});
    stages.result(matmul.getResult(),
                  sum(stages.c, stages.x, stages.y, stages.b));
  }
};
} // namespace

void FrameMatmulOp::attachStepKernel(MLIRContext &context) {
  attachInterface<FrameMatmulKernel>(context);
}
