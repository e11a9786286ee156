//===- ShareRings.cpp -----------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/DebugLog.h"

#define DEBUG_TYPE "continual-share-rings"

namespace cocc {
#define GEN_PASS_DEF_SHARERINGS
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The uses of a value, also through delays.
struct History {
  /// Those that read it, and how many frames behind its newest.
  SmallVector<std::pair<OpOperand *, int64_t>> uses;
  /// The delays between, in the order of the block.
  SmallVector<DelayOp> delays;
  int64_t longest = 0;
  /// The sum of all look-backs: what a ring for each use would hold.
  int64_t total = 0;
};

struct Statistics {
  int64_t rings = 0;
  int64_t taps = 0;
  int64_t framesSaved = 0;
};
} // namespace

/// How far behind the newest frame of its operand, or of its delayed operand,
/// an operation reads.
static int64_t getLookback(OpOperand &use) {
  auto stream = dyn_cast<StreamInterface>(use.getOwner());
  if (!stream || use.getOperandNumber() >= stream.getNumStreamOperands())
    return 0;
  StreamGeometry geometry = stream.getStreamGeometry(use.getOperandNumber());
  return geometry.receptiveField - 1 + geometry.lag;
}

static void collectUses(Value value, int64_t back, History &history) {
  for (OpOperand &use : value.getUses()) {
    if (auto delay = dyn_cast<DelayOp>(use.getOwner())) {
      collectUses(delay, back + delay.getFrames(), history);
      history.delays.push_back(delay);
      continue;
    }
    int64_t lookback = back + getLookback(use);
    history.uses.push_back({&use, back});
    history.longest = std::max(history.longest, lookback);
    history.total += lookback;
  }
}

/// Makes all uses in `history` read `value`'s ring.
static void shareRing(Value value, const History &history) {
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  auto ring =
      RingOp::create(builder, value.getLoc(), value, history.longest + 1);
  llvm::MapVector<int64_t, TapOp> taps;
  for (auto [use, back] : llvm::reverse(history.uses)) {
    if (back == 0) {
      use->set(ring);
      continue;
    }
    TapOp &tap = taps[back];
    if (!tap)
      tap = TapOp::create(builder, value.getLoc(), ring, back);
    use->set(tap);
  }
  LDBG() << "ring of " << history.longest + 1 << " with " << taps.size()
         << " taps for " << value;
}

static void shareValue(Value value, Statistics &statistics) {
  History history;
  collectUses(value, 0, history);
  if (history.longest > 0) {
    shareRing(value, history);
    ++statistics.rings;
    statistics.framesSaved += history.total - history.longest;
  }
  for (DelayOp delay : history.delays)
    delay.erase();
  statistics.taps += history.delays.size();
}

namespace {
struct ShareRings : public cocc::impl::ShareRingsBase<ShareRings> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    if (failed(requireBalanced(network)))
      return signalPassFailure();
    SmallVector<Value> values(network.getInputs());
    for (Operation &op : network.getBody().front())
      if (isa<StreamInterface>(op) && !isa<DelayOp, RingOp, TapOp>(op))
        values.push_back(op.getResult(0));
    Statistics statistics;
    for (Value value : values)
      shareValue(value, statistics);
    reportStatistic(network, DEBUG_TYPE, "rings", statistics.rings);
    reportStatistic(network, DEBUG_TYPE, "taps", statistics.taps);
    reportStatistic(network, DEBUG_TYPE, "frames_saved",
                    statistics.framesSaved);
  }
};
} // namespace
