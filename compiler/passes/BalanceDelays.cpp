//===- BalanceDelays.cpp --------------------------------------------------===//

#include "compiler/analysis/LayerNames.h"
#include "compiler/analysis/Retiming.h"
#include "compiler/passes/Passes.h"
#include "dialect/StreamPositions.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/DebugLog.h"
#include <numeric>

#define DEBUG_TYPE "continual-balance-delays"

namespace cocc {
#define GEN_PASS_DEF_BALANCEDELAYS
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

static int64_t getFrameBytes(Value value) {
  return cast<RankedTensorType>(value.getType()).getNumElements() *
         int64_t(sizeof(float));
}

namespace {
/// A network as a graph of starts. Delays that the network has already are not
/// nodes but part of the edges: they will be taps of the ring of what they
/// delay.
class NetworkGraph {
public:
  explicit NetworkGraph(NetworkOp network)
      : network(network), positions(network) {
    graph.stepTicks = positions.getSchedule().getStepTicks();
  }

  /// Fails, with an error at the layer, where operands have different periods.
  LogicalResult build();
  /// Inserts the delays that follow from `starts` and returns their number.
  int64_t insertDelays(const Starts &starts);

  RetimingGraph graph;

private:
  struct Source {
    unsigned node;
    /// In ticks.
    int64_t delay;
  };

  unsigned addNode(int64_t period, int64_t shift, Value value);
  /// A node for what reads `streams`, whose result is `value`, if it has one.
  unsigned addReader(MutableArrayRef<OpOperand> streams, Value value);
  LogicalResult addEdges(unsigned node, MutableArrayRef<OpOperand> streams);
  LogicalResult addGroup(const StreamGroup &group);
  LogicalResult addOutputs(OutputOp output, bool aligned);
  void addUnreadNodes();
  /// Where a reader sees the operand.
  StreamPosition getPosition(OpOperand &operand) const;
  void addEdge(OpOperand &operand, unsigned node,
               const StreamGeometry &geometry);

  NetworkOp network;
  StreamPositions positions;
  llvm::DenseMap<Value, Source> sources;
  /// The operand behind each edge.
  std::vector<OpOperand *> operands;
};
} // namespace

unsigned NetworkGraph::addNode(int64_t period, int64_t shift, Value value) {
  unsigned node = graph.nodes.size();
  graph.nodes.push_back({period, shift, positions.getSchedule().getGrid(period),
                         value ? getFrameBytes(value) : 0});
  if (value)
    sources[value] = {node, 0};
  return node;
}

/// The layers on the way from the network's input to `value`, with their
/// strides and factors.
static std::string showPath(Value value) {
  SmallVector<std::string> path;
  DenseSet<Value> seen;
  while (value.getDefiningOp() && seen.insert(value).second) {
    Operation *op = value.getDefiningOp();
    std::string layer = "'" + joinLayerNames(op) + "'";
    auto stream = cast<StreamInterface>(op);
    StreamGeometry geometry = stream.getStreamGeometry(0);
    if (geometry.stride != 1)
      layer += " (stride " + std::to_string(geometry.stride) + ")";
    if (geometry.expand != 1)
      layer += " (factor " + std::to_string(geometry.expand) + ")";
    path.push_back(layer);
    value = op->getOperand(0);
  }
  path.push_back("the input");
  return llvm::join(llvm::reverse(path), ", ");
}

void NetworkGraph::addEdge(OpOperand &operand, unsigned node,
                           const StreamGeometry &geometry) {
  Source source = sources.lookup(operand.get());
  int64_t period = graph.nodes[source.node].period;
  RetimingGraph::Edge edge;
  edge.from = source.node;
  edge.to = node;
  edge.wait = source.delay + period / geometry.expand * geometry.getLateness();
  edge.reach = getRingReach(geometry, period);
  if (geometry.copiesFirst)
    edge.first = source.delay;
  graph.edges.push_back(edge);
  operands.push_back(&operand);
}

static StreamGeometry getGeometry(OpOperand &operand) {
  auto stream = dyn_cast<StreamInterface>(operand.getOwner());
  return stream ? stream.getStreamGeometry(operand.getOperandNumber())
                : StreamGeometry();
}

StreamPosition NetworkGraph::getPosition(OpOperand &operand) const {
  return positions.lookup(operand.get()).then(getGeometry(operand));
}

unsigned NetworkGraph::addReader(MutableArrayRef<OpOperand> streams,
                                 Value value) {
  int64_t period = getPosition(streams.front()).clock.period, shift = period;
  for (OpOperand &operand : streams)
    shift = std::lcm(shift, positions.getClock(operand.get()).period);
  return addNode(period, shift, value);
}

LogicalResult NetworkGraph::addEdges(unsigned node,
                                     MutableArrayRef<OpOperand> streams) {
  OpOperand &first = streams.front();
  StreamPosition met = getPosition(first);
  for (OpOperand &operand : streams) {
    StreamPosition position = getPosition(operand);
    if (!position.hasPeriodOf(met)) {
      Operation *op = operand.getOwner();
      return op->emitError("'")
             << joinLayerNames(op)
             << "' joins frames that come at different rates: " << showRate(met)
             << ", by way of " << showPath(first.get()) << ", and "
             << showRate(position) << ", by way of " << showPath(operand.get())
             << "; the strides and the factors of both paths must give the "
                "same";
    }
    addEdge(operand, node, getGeometry(operand));
  }
  return success();
}

/// What is on a loop is there before what leads to it.
LogicalResult NetworkGraph::addGroup(const StreamGroup &group) {
  SmallVector<unsigned> nodes;
  for (StreamInterface op : group)
    nodes.push_back(addReader(getStreams(op), op->getResult(0)));
  for (auto [node, op] : llvm::zip_equal(nodes, group))
    if (failed(addEdges(node, getStreams(op))))
      return failure();
  return success();
}

/// Outputs that are aligned meet as the operands of one operation do.
LogicalResult NetworkGraph::addOutputs(OutputOp output, bool aligned) {
  MutableArrayRef<OpOperand> frames = output->getOpOperands();
  size_t together = aligned ? frames.size() : 1;
  for (; !frames.empty(); frames = frames.drop_front(together)) {
    unsigned node = addReader(frames.take_front(together), Value());
    if (failed(addEdges(node, frames.take_front(together))))
      return failure();
    graph.outputs.push_back(node);
  }
  return success();
}

/// What no output needs comes behind all outputs.
void NetworkGraph::addUnreadNodes() {
  std::vector<bool> isDone(graph.nodes.size(), false);
  for (const RetimingGraph::Edge &edge : graph.edges)
    isDone[edge.from] = true;
  for (unsigned output : graph.outputs)
    isDone[output] = true;
  for (auto [node, done] : llvm::enumerate(isDone))
    if (!done)
      graph.outputs.push_back(node);
}

LogicalResult NetworkGraph::build() {
  for (Value input : network.getInputs())
    addNode(positions.getClock(input).period, positions.getClock(input).period,
            input);
  StreamOrder order(network);
  for (const StreamGroup &group : order.getGroups()) {
    StreamInterface first = group.front();
    auto delay = dyn_cast<DelayOp>(first.getOperation());
    if (!delay) {
      if (failed(addGroup(group)))
        return failure();
      continue;
    }
    Source source = sources.lookup(delay.getInput());
    int64_t period = positions.getClock(delay).period;
    sources[delay] = {source.node,
                      source.delay + int64_t(delay.getFrames()) * period};
  }
  if (failed(addOutputs(network.getOutput(), network.getAligned())))
    return failure();
  addUnreadNodes();
  return success();
}

int64_t NetworkGraph::insertDelays(const Starts &starts) {
  llvm::MapVector<std::pair<Value, int64_t>, DelayOp> delays;
  for (auto [edge, operand] : llvm::zip_equal(graph.edges, operands)) {
    int64_t frames = getDelay(graph, edge, starts[edge.from], starts[edge.to]);
    if (frames == 0)
      continue;
    Value value = operand->get();
    DelayOp &delay = delays[{value, frames}];
    if (!delay) {
      OpBuilder builder(value.getContext());
      builder.setInsertionPointAfterValue(value);
      delay = DelayOp::create(builder, operand->getOwner()->getLoc(), value,
                              frames);
      LDBG() << "delay by " << frames << " before "
             << joinLayerNames(operand->getOwner());
    }
    operand->set(delay);
  }
  return delays.size();
}

namespace {
struct BalanceDelays : public cocc::impl::BalanceDelaysBase<BalanceDelays> {
  void runOnOperation() override {
    NetworkOp network = getOperation();
    NetworkGraph graph(network);
    if (failed(graph.build()))
      return signalPassFailure();
    Starts earliest = findEarliestStarts(graph.graph);
    Starts starts = findCheapestStarts(graph.graph);
    int64_t delays = graph.insertDelays(starts);
    network.setBalanced(true);
    int64_t bytes = getHistoryBytes(graph.graph, starts);
    int64_t saved = getHistoryBytes(graph.graph, earliest) - bytes;
    if (saved > 0)
      network.setDelayBytesSaved(saved);
    reportStatistic(network, DEBUG_TYPE, "delays", delays);
    reportStatistic(network, DEBUG_TYPE, "history_bytes", bytes);
    reportStatistic(network, DEBUG_TYPE, "bytes_saved", saved);
  }
};
} // namespace
