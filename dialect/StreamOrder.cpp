//===- StreamOrder.cpp ----------------------------------------------------===//

#include "dialect/StreamOrder.h"
#include "dialect/NetworkOps.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace cocc::continual;

MutableArrayRef<OpOperand> cocc::continual::getStreams(StreamInterface op) {
  return op->getOpOperands().take_front(op.getNumStreamOperands());
}

/// The operation that makes a stream; null of the network's input.
static StreamInterface getMakerOf(OpOperand &operand) {
  return operand.get().getDefiningOp<StreamInterface>();
}

static bool readsLater(OpOperand &operand) {
  Operation *maker = operand.get().getDefiningOp();
  return maker && !maker->isBeforeInBlock(operand.getOwner());
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
using OpSet = DenseSet<Operation *>;

/// Finds which operations are on one loop.
class LoopFinder {
public:
  explicit LoopFinder(NetworkOp network);

  /// The numbers of the loops.
  DenseMap<Operation *, unsigned> number() const;

private:
  void addLoop(Operation *reader, Operation *maker);

  llvm::EquivalenceClasses<Operation *> loops;
};
} // namespace

template <typename NextFunction>
static OpSet reach(Operation *from, NextFunction next) {
  OpSet reached = {from};
  SmallVector<Operation *> open = {from};
  while (!open.empty())
    next(open.pop_back_val(), [&](Operation *op) {
      if (reached.insert(op).second)
        open.push_back(op);
    });
  return reached;
}

/// Of a reader of a later value: what is made of the reader, and the value of
/// it.
void LoopFinder::addLoop(Operation *reader, Operation *maker) {
  OpSet behind = reach(reader, [](Operation *op, auto visit) {
    for (Operation *user : op->getUsers())
      if (isa<StreamInterface>(user))
        visit(user);
  });
  if (!behind.contains(maker))
    return;
  OpSet before = reach(maker, [&](Operation *op, auto visit) {
    for (OpOperand &operand : getStreams(cast<StreamInterface>(op)))
      if (StreamInterface of = getMakerOf(operand); of && behind.contains(of))
        visit(of);
  });
  for (Operation *op : before)
    loops.unionSets(reader, op);
}

LoopFinder::LoopFinder(NetworkOp network) {
  for (auto op : network.getBody().front().getOps<StreamInterface>())
    for (OpOperand &operand : getStreams(op))
      if (readsLater(operand))
        addLoop(op, getMakerOf(operand));
}

DenseMap<Operation *, unsigned> LoopFinder::number() const {
  DenseMap<Operation *, unsigned> numbers;
  unsigned count = 0;
  for (const auto *loop : loops)
    if (loop->isLeader()) {
      for (Operation *op : loops.members(*loop))
        numbers[op] = count;
      ++count;
    }
  return numbers;
}

//===----------------------------------------------------------------------===//
// The order
//===----------------------------------------------------------------------===//

namespace {
/// Puts each group behind those that it reads; else groups stay in the order in
/// which they begin.
class Sorter {
public:
  Sorter(NetworkOp network, const DenseMap<Operation *, unsigned> &loopOf);

  SmallVector<StreamGroup, 0> run();

private:
  void visit(unsigned group);

  std::vector<StreamGroup> unsorted;
  DenseMap<Operation *, unsigned> groupOf;
  std::vector<bool> isSeen;
  SmallVector<StreamGroup, 0> sorted;
};
} // namespace

Sorter::Sorter(NetworkOp network,
               const DenseMap<Operation *, unsigned> &loopOf) {
  DenseMap<unsigned, unsigned> groupOfLoop;
  for (auto op : network.getBody().front().getOps<StreamInterface>()) {
    unsigned group = unsorted.size();
    if (auto loop = loopOf.find(op); loop != loopOf.end())
      group = groupOfLoop.try_emplace(loop->second, group).first->second;
    if (group == unsorted.size())
      unsorted.emplace_back();
    unsorted[group].push_back(op);
    groupOf[op] = group;
  }
  isSeen.resize(unsorted.size());
}

/// Chains of layers may be long: what is to be done is on a stack of its own.
void Sorter::visit(unsigned root) {
  SmallVector<std::pair<unsigned, bool>> open = {{root, false}};
  while (!open.empty()) {
    auto [group, isDone] = open.pop_back_val();
    if (isDone) {
      sorted.push_back(unsorted[group]);
      continue;
    }
    if (isSeen[group])
      continue;
    isSeen[group] = true;
    open.push_back({group, true});
    for (StreamInterface op : llvm::reverse(unsorted[group]))
      for (OpOperand &operand : llvm::reverse(getStreams(op)))
        if (StreamInterface maker = getMakerOf(operand))
          open.push_back({groupOf.lookup(maker), false});
  }
}

SmallVector<StreamGroup, 0> Sorter::run() {
  for (unsigned group = 0; group < unsorted.size(); ++group)
    visit(group);
  return std::move(sorted);
}

StreamOrder::StreamOrder(NetworkOp network)
    : loopOf(LoopFinder(network).number()) {
  groups = Sorter(network, loopOf).run();
}

bool StreamOrder::isOnLoop(OpOperand &operand) const {
  auto reader = loopOf.find(operand.getOwner());
  auto maker = loopOf.find(operand.get().getDefiningOp());
  return reader != loopOf.end() && maker != loopOf.end() &&
         reader->second == maker->second;
}

SmallVector<OpOperand *>
StreamOrder::getEntries(const StreamGroup &group) const {
  SmallVector<OpOperand *> entries;
  for (StreamInterface op : group)
    for (OpOperand &operand : getStreams(op))
      if (!isOnLoop(operand))
        entries.push_back(&operand);
  return entries;
}

void cocc::continual::sortNetwork(NetworkOp network) {
  StreamOrder order(network);
  if (!order.hasLoops())
    return;
  Operation *end = network.getBody().front().getTerminator();
  for (const StreamGroup &group : order.getGroups())
    for (StreamInterface op : group)
      op->moveBefore(end);
}

//===----------------------------------------------------------------------===//
// What is wrong
//===----------------------------------------------------------------------===//

static std::optional<LoopProblem> checkOperand(OpOperand &operand,
                                               const StreamOrder &order) {
  auto op = cast<StreamInterface>(operand.getOwner());
  StreamGeometry geometry = op.getStreamGeometry(operand.getOperandNumber());
  if (readsLater(operand) && !geometry.isEarlier())
    return LoopProblem{op, "reads a value that comes later, and not only "
                           "earlier frames of it, as 'previous' does"};
  if (order.isOnLoop(operand) && !geometry.isInStep())
    return LoopProblem{
        op, "is on a loop, where its frames must come in step with those that "
            "it reads; a stride, a factor, a delay or a window that looks "
            "ahead must lie in front of the loop or behind it"};
  return std::nullopt;
}

std::optional<LoopProblem> cocc::continual::findLoopProblem(NetworkOp network) {
  StreamOrder order(network);
  for (const StreamGroup &group : order.getGroups()) {
    for (StreamInterface op : group)
      for (OpOperand &operand : getStreams(op))
        if (auto problem = checkOperand(operand, order))
          return problem;
    if (order.isOnLoop(group.front()) && order.getEntries(group).empty())
      return LoopProblem{
          group.front(),
          "is on a loop that reads no frame from outside of it, so that "
          "nothing "
          "says when its frames come; let one of its layers read one"};
  }
  return std::nullopt;
}
