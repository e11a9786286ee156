//===- MaxPool.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "compiler/codegen/kernels/WindowAxes.h"
#include "dialect/WindowOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct MaxPoolKernel : StepKernel<MaxPoolKernel, MaxPoolOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto pool = cast<MaxPoolOp>(op);
    WindowAxes axes = getWindowAxes(pool);
    auto [kx, ky, kt] = axes.kernel;
    FrameExtents frame = StageBuilder::getExtents(pool.getInput());
    Reduction reduction;
    reduction.kind = Reduction::Kind::PerChannel;
    reduction.taps = kx * ky * kt;
    stages.reduce(reduction);

    // THE ALGORITHM: places beyond the edge are passed over; frames beyond the
    // clip's are minus infinity in memory.
    Halide::Func largest("largest");
    Halide::RDom r(0, kx, 0, ky, 0, kt, "r");
    Expr px = placeAlong(axes, 0, stages.x, r.x);
    Expr py = placeAlong(axes, 1, stages.y, r.y);
    Expr inside = Halide::Internal::const_true();
    auto clampAlong = [&](int axis, Expr place, int extent) {
      if (axes.padding[axis] == 0 && axes.paddingAfter[axis] == 0)
        return place;
      inside = inside && place >= 0 && place < extent;
      return Halide::clamp(place, 0, extent - 1);
    };
    px = clampAlong(0, px, frame.width);
    py = clampAlong(1, py, frame.height);
    Expr value = stages.tap(pool.getInput(), stages.c, px, py, stages.b, r.z);
    largest(stages.c, stages.x, stages.y, stages.b) =
        -std::numeric_limits<float>::infinity();
    Expr before = largest(stages.c, stages.x, stages.y, stages.b);
    largest(stages.c, stages.x, stages.y, stages.b) =
        Halide::select(inside, larger(before, value), before);
    stages.accumulate({largest, {r.x, r.y, r.z}, {kx, ky, kt}});
    stages.requireStrictFloat();
    stages.result(pool.getResult(),
                  largest(stages.c, stages.x, stages.y, stages.b));
  }
};
} // namespace

void MaxPoolOp::attachStepKernel(MLIRContext &context) {
  attachInterface<MaxPoolKernel>(context);
}
