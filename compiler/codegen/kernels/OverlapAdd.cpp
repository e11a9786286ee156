//===- OverlapAdd.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/RateOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct OverlapAddKernel : StepKernel<OverlapAddKernel, OverlapAddOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto overlap = cast<OverlapAddOp>(op);
    stages.leavePadding();
    StreamGeometry geometry = overlap.getStreamGeometry(0);
    int taps = static_cast<int>(stages.getPhaseWindow(geometry).taps);
    int size = static_cast<int>(overlap.getSize());
    int stride = static_cast<int>(overlap.getStride());
    // The first of a phase's taps is that on which a block begins or goes on.
    int first = static_cast<int>(geometry.getFirst());
    Expr behind = (stages.phaseOf(stride) + (first % stride + stride)) % stride;
    Expr firstTap = (stride - behind) % stride;

    // What is no number stays so where it meets the zeros of a gap.
    if (taps == 0)
      stages.requireStrictFloat();

    // THE ALGORITHM: the oldest block ends here.
    Expr sum = 0.0f;
    for (int tap = 0; tap < taps; ++tap) {
      Expr place = Halide::unsafe_promise_clamped(
          size - 1 - firstTap - tap * stride, 0, size - 1);
      sum += stages.tap(overlap.getInput(), stages.c * size + place, stages.x,
                        stages.y, stages.b, tap);
    }
    stages.result(overlap.getResult(), sum);
  }
};
} // namespace

void OverlapAddOp::attachStepKernel(MLIRContext &context) {
  attachInterface<OverlapAddKernel>(context);
}
