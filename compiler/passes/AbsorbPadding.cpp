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

/// Lets the producer of `pad`'s operand leave out the first and last frames
/// itself.
static void dropAtProducer(PadOp pad, Statistics &statistics) {
  SmallVector<int64_t> before = pad.getBefores(), after = pad.getAfters();
  auto producer = pad.getInput().getDefiningOp<AbsorbsPaddingInterface>();
  if (!producer || !pad.getInput().hasOneUse())
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
  auto producer = skip.getInput().getDefiningOp<AbsorbsPaddingInterface>();
  if (!producer || !skip.getInput().hasOneUse())
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
