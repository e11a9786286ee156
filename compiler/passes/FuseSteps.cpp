//===- FuseSteps.cpp ------------------------------------------------------===//

#include "cocc/table.h"
#include "compiler/analysis/LayerNames.h"
#include "compiler/passes/Passes.h"
#include "dialect/StreamPositions.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/DebugLog.h"

#define DEBUG_TYPE "continual-fuse-steps"

namespace cocc {
#define GEN_PASS_DEF_FUSESTEPS
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// Which operations make a kernel
//===----------------------------------------------------------------------===//

namespace {
/// What a kernel's function is called with, result included (cocc/table.h).
struct Arguments {
  int64_t count = 1;
  int64_t taps = 0;

  bool fit() const {
    return count <= COCC_MAX_ARGUMENTS && taps <= COCC_MAX_TAPS;
  }
};

/// The operations of a kernel, in order; the last one's result is the kernel's.
struct Group {
  SmallVector<Operation *> ops;
  Arguments arguments;
  int64_t macs = 0;
};

/// Sorts a network's step operations into groups.
class Grouping {
public:
  Grouping(NetworkOp network, const StreamOrder &order)
      : positions(network), order(order) {}

  /// Fails, with an error at the operation, where one alone has too many
  /// arguments.
  LogicalResult add(StreamInterface op);
  ArrayRef<Group> getGroups() const { return groups; }

private:
  Group *findHost(StreamInterface op, const Arguments &arguments);

  StreamPositions positions;
  const StreamOrder &order;
  std::vector<Group> groups;
  llvm::DenseMap<Operation *, unsigned> groupOf;
};
} // namespace

static Arguments countArguments(StreamInterface op) {
  Arguments arguments;
  unsigned streams = op.getNumStreamOperands();
  arguments.count += op->getNumOperands() - streams;
  arguments.count += 2 * streams;
  for (unsigned i = 0; i < streams; ++i)
    arguments.taps += op.getStreamGeometry(i).getMostTaps();
  if (op.getMemoryChannels() > 0) {
    arguments.count += 2;
    arguments.taps += 1;
  }
  return arguments;
}

/// The arguments of a kernel that computes `op` too, on one of its own results.
static Arguments join(const Arguments &kernel, const Arguments &op) {
  return {kernel.count + op.count - 3, kernel.taps + op.taps - 1};
}

Group *Grouping::findHost(StreamInterface op, const Arguments &arguments) {
  Group *best = nullptr;
  if (!op.isElementwise())
    return best;
  for (unsigned i = 0; i < op.getNumStreamOperands(); ++i) {
    Value operand = op->getOperand(i);
    auto producer = groupOf.find(operand.getDefiningOp());
    if (producer == groupOf.end() || !operand.hasOneUse() ||
        operand.getType() != op->getResult(0).getType() ||
        !op.getStreamGeometry(i).isPointwise())
      continue;
    // What waits for another operand cannot run where its own is made.
    if (positions.getClock(operand) != positions.getClock(op->getResult(0)))
      continue;
    Group &group = groups[producer->second];
    // What is on a loop is made frame by frame, so nothing else should be.
    if (order.isOnLoop(op) != order.isOnLoop(group.ops.front()))
      continue;
    // What is remembered is the operation's own result.
    if (cast<StreamInterface>(group.ops.front()).getMemoryChannels() > 0)
      continue;
    if (join(group.arguments, arguments).fit() &&
        (!best || group.macs > best->macs))
      best = &group;
  }
  return best;
}

LogicalResult Grouping::add(StreamInterface op) {
  Arguments arguments = countArguments(op);
  if (!arguments.fit())
    return op->emitError("'")
           << joinLayerNames(op) << "' reads " << arguments.taps
           << " frames through " << arguments.count
           << " arguments; a kernel reads at most " << COCC_MAX_TAPS
           << " through " << COCC_MAX_ARGUMENTS;
  Group *host = findHost(op, arguments);
  if (host) {
    LDBG() << joinLayerNames(op) << " joins "
           << joinLayerNames(host->ops.front());
    host->arguments = join(host->arguments, arguments);
  } else {
    host = &groups.emplace_back();
    host->arguments = arguments;
  }
  host->ops.push_back(op);
  host->macs += op.getMacs();
  groupOf[op] = host - groups.data();
  return success();
}

//===----------------------------------------------------------------------===//
// Making a kernel
//===----------------------------------------------------------------------===//

namespace {
/// Moves the operations of a group into a kernel in place of the last one.
class KernelBuilder {
public:
  explicit KernelBuilder(const Group &group)
      : group(group), members(group.ops.begin(), group.ops.end()) {}

  void build();

private:
  void collectOperands();
  KernelOp createKernel();
  void fillBody(Block &body);
  bool isMember(Value value) const {
    return members.contains(value.getDefiningOp());
  }

  const Group &group;
  llvm::SmallSetVector<Operation *, 8> members;
  SmallVector<Value> frames;
  SmallVector<int64_t> back;
  llvm::SmallSetVector<Value, 8> weights;
};
} // namespace

void KernelBuilder::collectOperands() {
  for (Operation *op : group.ops) {
    unsigned streams = cast<StreamInterface>(op).getNumStreamOperands();
    for (Value value : op->getOperands().take_front(streams)) {
      if (isMember(value))
        continue;
      auto tap = value.getDefiningOp<TapOp>();
      frames.push_back(tap ? tap.getRing() : value);
      back.push_back(tap ? tap.getFrames() : 0);
    }
    weights.insert_range(op->getOperands().drop_front(streams));
  }
}

KernelOp KernelBuilder::createKernel() {
  Operation *last = group.ops.back();
  OpBuilder builder(last);
  SmallVector<Location> locations;
  SmallVector<std::string> names;
  for (Operation *op : group.ops) {
    locations.push_back(op->getLoc());
    llvm::append_range(names, getLayerNames(op));
  }
  auto kernel =
      KernelOp::create(builder, FusedLoc::get(last->getContext(), locations),
                       last->getResult(0).getType(), frames,
                       weights.getArrayRef(), llvm::join(names, "+"), back,
                       /*clock=*/nullptr, /*buffer=*/nullptr, /*run=*/nullptr);
  Block &body = kernel.getBody().emplaceBlock();
  for (Value operand : kernel.getOperands())
    body.addArgument(operand.getType(), operand.getLoc());
  return kernel;
}

void KernelBuilder::fillBody(Block &body) {
  auto builder = OpBuilder::atBlockEnd(&body);
  llvm::DenseMap<Value, Value> inside;
  for (auto [i, weight] : llvm::enumerate(weights))
    inside[weight] = body.getArgument(frames.size() + i);
  unsigned nextFrame = 0;
  for (Operation *op : group.ops) {
    Operation *copy = builder.clone(*op);
    unsigned streams = cast<StreamInterface>(op).getNumStreamOperands();
    for (OpOperand &operand : copy->getOpOperands()) {
      bool isFrame = operand.getOperandNumber() < streams;
      if (isFrame && !isMember(operand.get()))
        operand.set(body.getArgument(nextFrame++));
      else
        operand.set(inside.lookup(operand.get()));
    }
    inside[op->getResult(0)] = copy->getResult(0);
  }
  Operation *last = group.ops.back();
  YieldOp::create(builder, last->getLoc(), inside.lookup(last->getResult(0)));
}

void KernelBuilder::build() {
  collectOperands();
  KernelOp kernel = createKernel();
  fillBody(kernel.getBody().front());
  group.ops.back()->getResult(0).replaceAllUsesWith(kernel.getResult());
  for (Operation *op : llvm::reverse(group.ops))
    op->erase();
}

/// Builds the kernels, producers first, and those of a loop one behind the
/// other.
static void buildKernels(NetworkOp network, ArrayRef<Group> groups) {
  SmallVector<const Group *> order;
  for (const Group &group : groups)
    order.push_back(&group);
  llvm::sort(order, [](const Group *a, const Group *b) {
    return a->ops.back()->isBeforeInBlock(b->ops.back());
  });
  for (const Group *group : order)
    KernelBuilder(*group).build();
  sortNetwork(network);
}

static void eraseTaps(NetworkOp network) {
  for (TapOp tap :
       llvm::make_early_inc_range(network.getBody().getOps<TapOp>()))
    if (tap.use_empty())
      tap.erase();
}

namespace {
struct FuseSteps : public cocc::impl::FuseStepsBase<FuseSteps> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    if (failed(requireBalanced(network)))
      return signalPassFailure();
    StreamOrder order(network);
    Grouping grouping(network, order);
    int64_t steps = 0;
    for (const StreamGroup &group : order.getGroups())
      for (StreamInterface op : group) {
        if (isa<RingOp, TapOp, KernelOp>(op.getOperation()))
          continue;
        if (failed(grouping.add(op)))
          return signalPassFailure();
        ++steps;
      }
    int64_t kernels = grouping.getGroups().size();
    buildKernels(network, grouping.getGroups());
    eraseTaps(network);
    reportStatistic(network, DEBUG_TYPE, "kernels", kernels);
    reportStatistic(network, DEBUG_TYPE, "fused", steps - kernels);
  }
};
} // namespace
