//===- Pad.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/TimeOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// The place that is seen at `place` of an axis with `extent` places, both ends
/// of which go on as `mode` says. What comes from the other end is what is left
/// when `before` and `after`, where they are negative, are taken away.
static Expr findPlace(StringRef mode, Expr place, int extent, int64_t before,
                      int64_t after) {
  if (mode == "circular") {
    int first = std::max<int64_t>(-before, 0);
    int left = extent - first - std::max<int64_t>(-after, 0);
    place = first + (place - first) % left;
  }
  if (mode == "reflect") {
    place = Halide::max(place, -place);
    place = Halide::min(place, 2 * (extent - 1) - place);
  }
  return Halide::clamp(place, 0, extent - 1);
}

namespace {
struct PadKernel : StepKernel<PadKernel, PadOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto pad = cast<PadOp>(op);
    FrameExtents frame = StageBuilder::getExtents(pad.getInput());
    SmallVector<int64_t> before = pad.getBefores(), after = pad.getAfters();
    size_t axes = before.size() - 1;
    Expr x = stages.x, y = stages.y;
    if (axes > 0)
      x -= static_cast<int>(before.back());
    if (axes > 1)
      y -= static_cast<int>(before[1]);

    // THE ALGORITHM: frames that are added in time are fills, or the edges
    // again.
    StringRef mode = pad.getMode();
    Expr column = findPlace(mode, x, frame.width, before.back(), after.back());
    Expr row =
        axes > 1 ? findPlace(mode, y, frame.height, before[1], after[1]) : y;
    Expr element = stages.tap(pad.getInput(), stages.c, axes > 0 ? column : x,
                              row, stages.b, 0);
    Expr inside = x >= 0 && x < frame.width && y >= 0 && y < frame.height;
    float value = pad.getValue().convertToDouble();
    stages.result(pad.getResult(), mode == "constant"
                                       ? Halide::select(inside, element, value)
                                       : element);
  }
};
} // namespace

void PadOp::attachStepKernel(MLIRContext &context) {
  attachInterface<PadKernel>(context);
}
