//===- MovePlaces.cpp -----------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "dialect/AttentionOps.h"
#include "dialect/FrameOps.h"
#include "mlir/IR/Builders.h"

#define DEBUG_TYPE "continual-move-places"

namespace cocc {
#define GEN_PASS_DEF_MOVEPLACES
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static int64_t getLastExtent(Value value) {
  return getType(value).getShape().back();
}

/// The operation once more, on other streams and with a result of another type.
static Value createAgain(OpBuilder &builder, Operation *op,
                         ArrayRef<Value> streams, Type type) {
  Operation *again = builder.clone(*op);
  for (auto [i, stream] : llvm::enumerate(streams))
    again->setOperand(i, stream);
  again->getResult(0).setType(type);
  return again->getResult(0);
}

//===----------------------------------------------------------------------===//
// Before a stack
//===----------------------------------------------------------------------===//

/// The stacks that an operation reads, if it does the same to each frame of
/// them by itself: what it makes of padding frames is no padding frame.
static SmallVector<StackOp> getStacks(StreamInterface op) {
  SmallVector<StackOp> stacks;
  for (unsigned i = 0; i < op.getNumStreamOperands(); ++i) {
    auto stack = op->getOperand(i).getDefiningOp<StackOp>();
    bool fits = stack && op.isPlaceByPlace(i) &&
                op.getStreamGeometry(i).isPointwise() &&
                stack.getPadding() == 0 && stack.getPaddingAfter() == 0;
    if (!fits ||
        stack->getAttrs() != (stacks.empty() ? stack : stacks[0])->getAttrs())
      return {};
    stacks.push_back(stack);
  }
  return stacks;
}

static bool hoist(StreamInterface op) {
  SmallVector<StackOp> stacks = getStacks(op);
  if (stacks.empty())
    return false;
  SmallVector<Value> streams;
  for (StackOp stack : stacks)
    streams.push_back(stack.getInput());
  RankedTensorType type = getType(op->getResult(0));
  OpBuilder builder(op);
  Value frame = createAgain(builder, op, streams,
                            type.clone(type.getShape().drop_back()));
  op->getResult(0).replaceAllUsesWith(
      createAgain(builder, stacks[0], frame, type));
  return true;
}

//===----------------------------------------------------------------------===//
// Behind a slice
//===----------------------------------------------------------------------===//

/// Whether the operation makes each place of its result from that of some of
/// its streams, which have as many.
static bool makesPlaceByPlace(StreamInterface op) {
  if (getType(op->getResult(0)).getRank() < 3)
    return false;
  bool some = false;
  for (unsigned i = 0; i < op.getNumStreamOperands(); ++i)
    if (op.isPlaceByPlace(i)) {
      some = true;
      if (getLastExtent(op->getOperand(i)) != getLastExtent(op->getResult(0)))
        return false;
    }
  return some;
}

/// The slices of the last axis, all alike, that are all that reads `maker`.
static SmallVector<SliceOp> getSlices(Operation *maker) {
  SmallVector<SliceOp> slices;
  for (Operation *user : maker->getUsers()) {
    auto slice = dyn_cast<SliceOp>(user);
    if (!slice || int64_t(slice.getAxis()) != slice.getType().getRank() - 1 ||
        slice->getAttrs() != (slices.empty() ? slice : slices[0])->getAttrs())
      return {};
    slices.push_back(slice);
  }
  return slices;
}

/// Makes the places alone that are read.
static bool sliceOperands(StreamInterface maker) {
  SmallVector<SliceOp> slices = getSlices(maker);
  if (slices.empty() || !makesPlaceByPlace(maker))
    return false;
  RankedTensorType type = slices[0].getType();
  OpBuilder builder(maker);
  SmallVector<Value> streams;
  for (unsigned i = 0; i < maker.getNumStreamOperands(); ++i) {
    Value stream = maker->getOperand(i);
    if (maker.isPlaceByPlace(i)) {
      SmallVector<int64_t> shape(getType(stream).getShape());
      shape.back() = type.getShape().back();
      stream =
          createAgain(builder, slices[0], stream, getType(stream).clone(shape));
    }
    streams.push_back(stream);
  }
  Value result = createAgain(builder, maker, streams, type);
  for (SliceOp slice : slices) {
    slice.getResult().replaceAllUsesWith(result);
    slice.erase();
  }
  return true;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Moves one operation, and says whether it did.
static bool moveOne(NetworkOp network, int64_t &hoisted, int64_t &sliced) {
  for (StreamInterface op : network.getBody().getOps<StreamInterface>()) {
    bool isHoisted = hoist(op);
    if (!isHoisted && !sliceOperands(op))
      continue;
    (isHoisted ? hoisted : sliced) += 1;
    op->erase();
    return true;
  }
  return false;
}

/// What nobody reads any more, from its last reader on.
static void eraseUnused(NetworkOp network) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(network.getBody().front())))
    if (op.use_empty() && !op.hasTrait<OpTrait::IsTerminator>())
      op.erase();
}

namespace {
struct MovePlaces : public cocc::impl::MovePlacesBase<MovePlaces> {
  void runOnOperation() override {
    int64_t hoisted = 0, sliced = 0;
    while (moveOne(getOperation(), hoisted, sliced))
      ;
    eraseUnused(getOperation());
    reportStatistic(getOperation(), DEBUG_TYPE, "hoisted", hoisted);
    reportStatistic(getOperation(), DEBUG_TYPE, "sliced", sliced);
  }
};
} // namespace
