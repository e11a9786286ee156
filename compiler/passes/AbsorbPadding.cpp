//===- AbsorbPadding.cpp --------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "dialect/TimeOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/DebugLog.h"

#define DEBUG_TYPE "continual-absorb-padding"

namespace cocc {
#define GEN_PASS_DEF_ABSORBPADDING
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct Statistics {
  int64_t padded = 0;
  int64_t framesDropped = 0;
};
} // namespace

/// Whether the operation makes each frame of one of its input's alone, whatever
/// the frame's number is.
static bool makesFrameByFrame(StreamInterface op) {
  return op.getNumStreamOperands() == 1 &&
         op.getStreamGeometry(0).isPointwise() && op.getMemoryChannels() == 0;
}

/// What decides how many frames `value` has, if nobody else reads any of them:
/// the operation before those that work frame by frame. Else null.
static AbsorbsPaddingInterface findProducer(Value value) {
  while (value.hasOneUse()) {
    auto op = value.getDefiningOp<StreamInterface>();
    if (!op || !makesFrameByFrame(op))
      return value.getDefiningOp<AbsorbsPaddingInterface>();
    value = op->getOperand(0);
  }
  return nullptr;
}

/// Lets the producer of `pad`'s operand leave out the first and last frames
/// itself.
static void dropAtProducer(PadOp pad, Statistics &statistics) {
  SmallVector<int64_t> before = pad.getBefores(), after = pad.getAfters();
  AbsorbsPaddingInterface producer = findProducer(pad.getInput());
  if (!producer)
    return;
  int64_t first = before[0] < 0 ? producer.dropFirstFrames(-before[0]) : 0;
  int64_t last = after[0] < 0 ? producer.dropLastFrames(-after[0]) : 0;
  if (first + last == 0)
    return;
  before[0] += first;
  after[0] += last;
  pad.setBefore(before);
  pad.setAfter(after);
  statistics.framesDropped += first + last;
}

/// The same of a skip, which is a pad that takes frames away in front.
static void dropAtProducer(SkipOp skip, Statistics &statistics) {
  AbsorbsPaddingInterface producer = findProducer(skip.getInput());
  if (!producer)
    return;
  int64_t first = producer.dropFirstFrames(skip.getFrames());
  skip.setFrames(skip.getFrames() - first);
  statistics.framesDropped += first;
  if (skip.getFrames() > 0)
    return;
  skip.replaceAllUsesWith(skip.getInput());
  skip.erase();
}

/// Lets the readers of `pad`, which repeats the clip's edges, do so themselves.
/// What it does within a frame remains.
static void repeatEdgesAtReaders(PadOp pad, Statistics &statistics) {
  SmallVector<int64_t> before = pad.getBefores(), after = pad.getAfters();
  int64_t frames[] = {std::exchange(before[0], 0), std::exchange(after[0], 0)};
  if (frames[0] < 0 || frames[1] < 0 || frames[0] + frames[1] == 0)
    return;
  Value within;
  for (OpOperand &use : llvm::make_early_inc_range(pad->getUses())) {
    auto reader = dyn_cast<AbsorbsPaddingInterface>(use.getOwner());
    if (!reader || use.getOperandNumber() != 0 ||
        failed(reader.repeatEdges(frames[0], frames[1])))
      continue;
    if (!within) {
      OpBuilder builder(pad);
      auto rest = PadOp::create(builder, pad.getLoc(), pad.getInput(), before,
                                after, pad.getMode(), pad.getValue());
      within = rest.isIdentity() ? pad.getInput() : rest.getResult();
      if (rest.isIdentity())
        rest.erase();
    }
    use.set(within);
    ++statistics.padded;
  }
}

/// Lets the readers of `pad` that can do so pad their operand themselves.
static void padAtReaders(PadOp pad, Statistics &statistics) {
  if (pad.repeatsEdges(0))
    return repeatEdgesAtReaders(pad, statistics);
  if (pad.getMode() != "constant")
    return;
  double value = pad.getValue().convertToDouble();
  for (OpOperand &use : llvm::make_early_inc_range(pad->getUses())) {
    auto reader = dyn_cast<AbsorbsPaddingInterface>(use.getOwner());
    if (!reader || use.getOperandNumber() != 0 ||
        failed(reader.padInput(pad.getBefores(), pad.getAfters(), value)))
      continue;
    LDBG() << "padded: " << *reader;
    reader->setLoc(FusedLoc::get(pad.getContext(),
                                 {pad.getLoc(), use.getOwner()->getLoc()}));
    use.set(pad.getInput());
    ++statistics.padded;
  }
}

namespace {
struct AbsorbPadding : public cocc::impl::AbsorbPaddingBase<AbsorbPadding> {
  void runOnOperation() override {
    Statistics statistics;
    for (SkipOp skip :
         llvm::make_early_inc_range(getOperation().getBody().getOps<SkipOp>()))
      dropAtProducer(skip, statistics);
    for (PadOp pad :
         llvm::make_early_inc_range(getOperation().getBody().getOps<PadOp>())) {
      dropAtProducer(pad, statistics);
      if (pad.isIdentity())
        pad.replaceAllUsesWith(pad.getInput());
      else
        padAtReaders(pad, statistics);
      if (pad.use_empty())
        pad.erase();
    }
    reportStatistic(getOperation(), DEBUG_TYPE, "padded", statistics.padded);
    reportStatistic(getOperation(), DEBUG_TYPE, "frames_dropped",
                    statistics.framesDropped);
  }
};
} // namespace
