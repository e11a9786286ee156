//===- Stack.cpp - Windows of frames as frames ----------------------------===//

#include "dialect/AttentionOps.h"
#include "dialect/ops/Shapes.h"
#include "dialect/ops/Window.h"

using namespace mlir;
using namespace cocc::continual;

/// From the oldest to the newest frame of a window.
static int64_t getReach(int64_t frames, int64_t dilation) {
  return (frames - 1) * dilation + 1;
}

LogicalResult StackOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (input.getRank() > 3)
    return emitOptionalError(location, "a frame ", showShape(input),
                             " has no room for an axis of its window; reshape "
                             "it to [batch, channels, places] first");
  int64_t seen = getReach(adaptor.getFrames(), adaptor.getDilation());
  if (int64_t(adaptor.getPadding()) >= seen)
    return emitOptionalError(location, "padding ", adaptor.getPadding(),
                             " exceeds (frames - 1) * dilation = ", seen - 1,
                             ": the first outputs would see padding alone");
  SmallVector<int64_t> shape(input.getShape());
  shape.push_back(adaptor.getFrames());
  results.push_back(input.clone(shape));
  return success();
}

StreamGeometry StackOp::getStreamGeometry(unsigned) {
  return windowGeometry(getFrames(), getStride(), getPadding(),
                        getPaddingAfter(), getDilation());
}

LogicalResult StackOp::padInput(ArrayRef<int64_t> before,
                                ArrayRef<int64_t> after, double value) {
  auto isZero = [](int64_t added) { return added == 0; };
  // What is cropped cannot be padding of the window.
  if (value != 0 || before[0] < 0 || after[0] < 0 ||
      !llvm::all_of(before.drop_front(), isZero) ||
      !llvm::all_of(after.drop_front(), isZero) ||
      int64_t(getPadding()) + before[0] >= getReach(getFrames(), getDilation()))
    return failure();
  setPadding(getPadding() + before[0]);
  setPaddingAfter(getPaddingAfter() + after[0]);
  return success();
}

int64_t StackOp::dropLastFrames(int64_t frames) {
  int64_t padding = getPaddingAfter();
  int64_t dropped = dropPadding(padding, getStride(), frames);
  setPaddingAfter(padding);
  return dropped;
}

int64_t StackOp::dropFirstFrames(int64_t frames) {
  int64_t padding = getPadding();
  int64_t dropped = dropPadding(padding, getStride(), frames);
  setPadding(padding);
  return dropped;
}
