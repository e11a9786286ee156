//===- FrameLayout.cpp ----------------------------------------------------===//

#include "compiler/codegen/FrameLayout.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

bool cocc::isCallers(Value value) {
  return isa<BlockArgument>(value) ||
         llvm::any_of(value.getUsers(), llvm::IsaPred<OutputOp>);
}

KernelOp cocc::getMaker(Value value) {
  if (auto ring = value.getDefiningOp<RingOp>())
    value = ring.getInput();
  return value.getDefiningOp<KernelOp>();
}

/// Extents along (c, x, y, b); axes that the frame lacks have extent 1.
static std::array<int64_t, 4> getExtents(Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  return {shape[1], shape.size() > 2 ? shape.back() : 1,
          shape.size() > 3 ? shape[2] : 1, shape[0]};
}

static FrameLayout getCallersLayout(Value value) {
  auto [channels, width, height, batch] = getExtents(value);
  FrameLayout layout;
  layout.strides = {width * height, 1, width, channels * width * height};
  return layout;
}

FrameLayout cocc::getFrameLayout(Value value) {
  if (isCallers(value))
    return getCallersLayout(value);
  BufferAttr buffer = *getMaker(value).getBuffer();
  auto [channels, width, height, batch] = getExtents(value);
  ArrayRef<int64_t> before = buffer.getBefore(), after = buffer.getAfter();
  // Borders are in the order of the frame's spatial axes: x is the last.
  int left = before.empty() ? 0 : before.back();
  int64_t right = after.empty() ? 0 : after.back();
  int above = before.size() > 1 ? before.front() : 0;
  int64_t below = after.size() > 1 ? after.front() : 0;
  int64_t row = buffer.getPitch() * (left + width + right);
  FrameLayout layout;
  layout.strides = {1, buffer.getPitch(), row, row * (above + height + below)};
  layout.left = left;
  layout.above = above;
  layout.origin = above * row + left * buffer.getPitch();
  return layout;
}

int64_t cocc::getFrameDistance(Value value) {
  if (isCallers(value))
    return cast<RankedTensorType>(value.getType()).getNumElements();
  return getMaker(value).getBuffer()->getSlotBytes() / sizeof(float);
}
