//===- ConstantFrame.cpp --------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/OrderOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// From PyTorch's order to channels innermost, with zeros up to `padded`
/// channels.
static WeightPacker packFrame(FrameExtents frame, int padded) {
  return [=](ArrayRef<float> values) {
    int pixels = frame.width * frame.height;
    std::vector<float> packed(static_cast<size_t>(padded) * pixels *
                              frame.batch);
    for (int row = 0; row < frame.batch; ++row)
      for (int c = 0; c < frame.channels; ++c)
        for (int pixel = 0; pixel < pixels; ++pixel)
          packed[(size_t(row) * pixels + pixel) * padded + c] =
              values[(size_t(row) * frame.channels + c) * pixels + pixel];
    return packed;
  };
}

namespace {
struct ConstantFrameKernel : StepKernel<ConstantFrameKernel, ConstantFrameOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto constant = cast<ConstantFrameOp>(op);
    FrameExtents frame = StageBuilder::getExtents(constant.getResult());
    frame.batch = constant.getShape().front();
    int padded = stages.getPaddedChannels();
    Halide::ImageParam value = stages.weight(
        constant.getValue(), {padded, frame.width, frame.height, frame.batch},
        packFrame(frame, padded));
    stages.result(constant.getResult(),
                  value(stages.c, stages.x, stages.y,
                        frame.batch == 1 ? Halide::Expr(0) : stages.b));
  }
};
} // namespace

void ConstantFrameOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ConstantFrameKernel>(context);
}
