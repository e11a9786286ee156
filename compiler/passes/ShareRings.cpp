//===- ShareRings.cpp -----------------------------------------------------===//

#include "compiler/passes/Passes.h"
#include "dialect/StreamPositions.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/DebugLog.h"
#include "llvm/Support/MathExtras.h"

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
  /// Frames from earlier steps, and slots, for the use that needs most.
  int64_t kept = 0;
  int64_t slots = 0;
  /// The sum of the frames from earlier steps that all uses need: what a ring
  /// for each would hold.
  int64_t total = 0;
};

struct Statistics {
  int64_t rings = 0;
  int64_t taps = 0;
  int64_t framesSaved = 0;
};

class RingSharing {
public:
  explicit RingSharing(NetworkOp network)
      : network(network), positions(network) {}

  void run();
  Statistics statistics;

private:
  std::optional<RingRead> getRead(Value value, OpOperand &use);
  void collectUses(Value value, Value delayed, int64_t back, History &history);
  void shareValue(Value value);

  NetworkOp network;
  StreamPositions positions;
};
} // namespace

/// How an operation reads `value`, maybe through delays; nothing where it is no
/// layer.
std::optional<RingRead> RingSharing::getRead(Value value, OpOperand &use) {
  auto stream = dyn_cast<StreamInterface>(use.getOwner());
  if (!stream || use.getOperandNumber() >= stream.getNumStreamOperands())
    return std::nullopt;
  RingRead read;
  read.value = positions.getClock(value);
  read.result = positions.getClock(stream->getResult(0));
  read.reach = getRingReach(stream.getStreamGeometry(use.getOperandNumber()),
                            read.value.period);
  // What leaves before the first step leaves with it.
  if (llvm::any_of(stream->getUsers(), llvm::IsaPred<OutputOp>))
    read.result.warmUp = std::max<int64_t>(0, read.result.warmUp);
  return read;
}

void RingSharing::collectUses(Value value, Value delayed, int64_t back,
                              History &history) {
  const Schedule &schedule = positions.getSchedule();
  for (OpOperand &use : delayed.getUses()) {
    if (auto delay = dyn_cast<DelayOp>(use.getOwner())) {
      collectUses(value, delay, back + delay.getFrames(), history);
      history.delays.push_back(delay);
      continue;
    }
    history.uses.push_back({&use, back});
    std::optional<RingRead> read = getRead(value, use);
    if (!read)
      continue;
    int64_t kept = std::max<int64_t>(0, read->getKeptFrames(schedule));
    history.kept = std::max(history.kept, kept);
    history.slots = std::max(history.slots, read->getSlots(schedule));
    history.total += kept;
  }
}

/// Makes all uses in `history` read `value`'s ring.
static void shareRing(Value value, const History &history) {
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  auto ring = RingOp::create(builder, value.getLoc(), value, history.slots);
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
  LDBG() << "ring of " << history.slots << " with " << taps.size()
         << " taps for " << value;
}

void RingSharing::shareValue(Value value) {
  History history;
  collectUses(value, value, 0, history);
  if (history.kept > 0 || !history.delays.empty()) {
    // The frames of a step have room at once, whoever reads them.
    int64_t made = llvm::divideCeil(positions.getSchedule().getStepTicks(),
                                    positions.getClock(value).period);
    history.slots = std::max(history.slots, made);
    shareRing(value, history);
    ++statistics.rings;
    statistics.framesSaved += history.total - history.kept;
  }
  for (DelayOp delay : history.delays)
    delay.erase();
  statistics.taps += history.delays.size();
}

void RingSharing::run() {
  SmallVector<Value> values(network.getInputs());
  for (Operation &op : network.getBody().front())
    if (isa<StreamInterface>(op) && !isa<DelayOp, RingOp, TapOp>(op))
      values.push_back(op.getResult(0));
  for (Value value : values)
    shareValue(value);
}

namespace {
struct ShareRings : public cocc::impl::ShareRingsBase<ShareRings> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    if (failed(requireBalanced(network)))
      return signalPassFailure();
    RingSharing sharing(network);
    sharing.run();
    const Statistics &statistics = sharing.statistics;
    reportStatistic(network, DEBUG_TYPE, "rings", statistics.rings);
    reportStatistic(network, DEBUG_TYPE, "taps", statistics.taps);
    reportStatistic(network, DEBUG_TYPE, "frames_saved",
                    statistics.framesSaved);
  }
};
} // namespace
