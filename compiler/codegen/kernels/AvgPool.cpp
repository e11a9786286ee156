//===- AvgPool.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/WindowAxes.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// How many of the window's places along axis `axis` lie within the frame, at
/// `place`.
static Expr countPlaces(const WindowAxes &axes, int axis, Expr place,
                        int extent) {
  Expr count = 0;
  for (int tap = 0; tap < axes.kernel[axis]; ++tap) {
    Expr at = place * axes.stride[axis] +
              (tap * axes.dilation[axis] - axes.padding[axis]);
    count += Halide::select(at >= 0 && at < extent, 1, 0);
  }
  return count;
}

/// The number by which a sum is divided where padding does not count.
static Expr countWithoutPadding(AvgPoolOp pool, const WindowAxes &axes,
                                StageBuilder &stages) {
  FrameExtents frame = StageBuilder::getExtents(pool.getInput());
  Expr frames = 0;
  for (int tap = 0; tap < axes.kernel[2]; ++tap)
    frames += Halide::select(stages.isPadding(pool.getInput(), tap), 0, 1);
  return frames * countPlaces(axes, 0, stages.x, frame.width) *
         countPlaces(axes, 1, stages.y, frame.height);
}

namespace {
struct AvgPoolKernel : StepKernel<AvgPoolKernel, AvgPoolOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto pool = cast<AvgPoolOp>(op);
    WindowAxes axes = getWindowAxes(pool);
    auto [kx, ky, kt] = axes.kernel;
    Reduction reduction;
    reduction.kind = Reduction::Kind::PerChannel;
    reduction.taps = kx * ky * kt;
    stages.reduce(reduction);

    // THE ALGORITHM: padding is zeros, in the sum.
    Halide::Func sum("sum");
    Halide::RDom r(0, kx, 0, ky, 0, kt, "r");
    sum(stages.c, stages.x, stages.y, stages.b) = 0.0f;
    sum(stages.c, stages.x, stages.y, stages.b) += stages.tap(
        pool.getInput(), stages.c, placeAlong(axes, 0, stages.x, r.x),
        placeAlong(axes, 1, stages.y, r.y), stages.b, r.z);
    stages.accumulate({sum, {r.x, r.y, r.z}, {kx, ky, kt}});
    Expr count = pool.getCountIncludePad()
                     ? Expr(kx * ky * kt)
                     : countWithoutPadding(pool, axes, stages);
    stages.result(pool.getResult(),
                  sum(stages.c, stages.x, stages.y, stages.b) /
                      Halide::cast<float>(count));
  }
};
} // namespace

void AvgPoolOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AvgPoolKernel>(context);
}
