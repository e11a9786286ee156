//===- FrameConstant.cpp --------------------------------------------------===//

#include "compiler/codegen/kernels/FrameConstant.h"

using namespace mlir;
using namespace cocc;

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

Halide::Expr cocc::readConstant(Value weight, FrameExtents frame,
                                StageBuilder &stages) {
  frame.batch = cast<RankedTensorType>(weight.getType()).getDimSize(0);
  int padded = stages.getPaddedChannels();
  Halide::ImageParam value =
      stages.weight(weight, {padded, frame.width, frame.height, frame.batch},
                    packFrame(frame, padded));
  return value(stages.c, stages.x, stages.y,
               frame.batch == 1 ? Halide::Expr(0) : stages.getClip());
}
