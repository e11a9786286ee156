//===- AvgPool.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/WindowAxes.h"
#include "dialect/WindowOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// How many of the window's places along axis `axis`, at `place`, lie from
/// `first` on before `end`.
static Expr countPlaces(const WindowAxes &axes, int axis, Expr place, int first,
                        int end) {
  Expr count = 0;
  for (int tap = 0; tap < axes.kernel[axis]; ++tap) {
    Expr at = place * axes.stride[axis] +
              (tap * axes.dilation[axis] - axes.padding[axis]);
    count += Halide::select(at >= first && at < end, 1, 0);
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
  return frames * countPlaces(axes, 0, stages.x, 0, frame.width) *
         countPlaces(axes, 1, stages.y, 0, frame.height);
}

/// How many taps are frames of the clip or of the padding that is given: behind
/// the last frame of the clip, so many more.
static Expr countFramesWithPadding(AvgPoolOp pool, const WindowAxes &axes,
                                   StageBuilder &stages) {
  int taps = axes.kernel[2];
  if (axes.beyond[2] <= 0)
    return taps;
  Expr last = 0;
  for (int tap = 1; tap < taps; ++tap)
    last = Halide::max(
        last, Halide::select(stages.isPadding(pool.getInput(), tap), 0, tap));
  return Halide::min(taps, last + 1 + axes.givenAfter[2]);
}

/// The number by which a sum is divided where padding counts, but not what lies
/// beyond.
static Expr countWithPadding(AvgPoolOp pool, const WindowAxes &axes,
                             StageBuilder &stages) {
  FrameExtents frame = StageBuilder::getExtents(pool.getInput());
  auto along = [&](int axis, Expr place, int extent) {
    return axes.beyond[axis] <= 0
               ? Expr(axes.kernel[axis])
               : countPlaces(axes, axis, place, -axes.padding[axis],
                             extent + axes.givenAfter[axis]);
  };
  return countFramesWithPadding(pool, axes, stages) *
         along(0, stages.x, frame.width) * along(1, stages.y, frame.height);
}

static Expr getDivisor(AvgPoolOp pool, const WindowAxes &axes,
                       StageBuilder &stages) {
  if (pool.getDivisorOverride() != 0)
    return static_cast<int>(pool.getDivisorOverride());
  return pool.getCountIncludePad() ? countWithPadding(pool, axes, stages)
                                   : countWithoutPadding(pool, axes, stages);
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
    stages.result(pool.getResult(),
                  sum(stages.c, stages.x, stages.y, stages.b) /
                      Halide::cast<float>(getDivisor(pool, axes, stages)));
  }
};
} // namespace

void AvgPoolOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AvgPoolKernel>(context);
}
