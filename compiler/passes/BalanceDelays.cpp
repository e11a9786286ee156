//===- BalanceDelays.cpp --------------------------------------------------===//

#include "compiler/analysis/LayerNames.h"
#include "compiler/analysis/Retiming.h"
#include "compiler/passes/Passes.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/DebugLog.h"

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
  /// Fails, with an error at the layer, where operands have different periods.
  LogicalResult build(NetworkOp network);
  /// Inserts the delays that follow from `starts` and returns their number.
  int64_t insertDelays(const Starts &starts);

  RetimingGraph graph;

private:
  struct Source {
    unsigned node;
    int64_t delay;
  };

  unsigned addNode(int64_t period, Value value);
  LogicalResult addOperation(Operation &op, MutableArrayRef<OpOperand> streams);
  LogicalResult addOutputs(OutputOp output, bool aligned);
  void addUnreadNodes();
  LogicalResult checkPeriod(OpOperand &operand, OpOperand &first,
                            int64_t stride, int64_t period);

  llvm::DenseMap<Value, Source> sources;
  /// The operand behind each edge.
  std::vector<OpOperand *> operands;
};
} // namespace

unsigned NetworkGraph::addNode(int64_t period, Value value) {
  unsigned node = graph.nodes.size();
  graph.nodes.push_back({period, value ? getFrameBytes(value) : 0});
  if (value)
    sources[value] = {node, 0};
  return node;
}

/// The layers on the way from the network's input to `value`, with their
/// strides.
static std::string showPath(Value value) {
  SmallVector<std::string> path;
  while (Operation *op = value.getDefiningOp()) {
    std::string layer = "'" + joinLayerNames(op) + "'";
    auto stream = cast<StreamInterface>(op);
    int64_t stride = stream.getStreamGeometry(0).stride;
    if (stride != 1)
      layer += " (stride " + std::to_string(stride) + ")";
    path.push_back(layer);
    value = op->getOperand(0);
  }
  path.push_back("the input");
  return llvm::join(llvm::reverse(path), ", ");
}

LogicalResult NetworkGraph::checkPeriod(OpOperand &operand, OpOperand &first,
                                        int64_t stride, int64_t period) {
  Operation *op = operand.getOwner();
  int64_t own = graph.nodes[sources.lookup(operand.get()).node].period * stride;
  if (own == period)
    return success();
  return op->emitError("'")
         << joinLayerNames(op)
         << "' joins frames that come at different rates: "
         << "one every " << period << " steps, by way of "
         << showPath(first.get()) << ", and one every " << own << ", by way of "
         << showPath(operand.get())
         << "; the strides of both paths must multiply to the same";
}

LogicalResult NetworkGraph::addOperation(Operation &op,
                                         MutableArrayRef<OpOperand> streams) {
  auto stream = dyn_cast<StreamInterface>(op);
  auto getGeometry = [&](OpOperand &operand) {
    return stream ? stream.getStreamGeometry(operand.getOperandNumber())
                  : StreamGeometry();
  };
  OpOperand &first = streams.front();
  int64_t period = graph.nodes[sources.lookup(first.get()).node].period *
                   getGeometry(first).stride;
  unsigned node = addNode(period, stream ? op.getResult(0) : Value());
  for (OpOperand &operand : streams) {
    StreamGeometry geometry = getGeometry(operand);
    if (failed(checkPeriod(operand, first, geometry.stride, period)))
      return failure();
    Source source = sources.lookup(operand.get());
    graph.edges.push_back(
        {source.node, node, source.delay + geometry.getWarmUp(),
         source.delay + geometry.receptiveField - 1 + geometry.lag});
    operands.push_back(&operand);
  }
  return success();
}

/// Outputs that are aligned meet as the operands of one operation do.
LogicalResult NetworkGraph::addOutputs(OutputOp output, bool aligned) {
  MutableArrayRef<OpOperand> frames = output->getOpOperands();
  size_t together = aligned ? frames.size() : 1;
  for (; !frames.empty(); frames = frames.drop_front(together)) {
    if (failed(addOperation(*output, frames.take_front(together))))
      return failure();
    graph.outputs.push_back(graph.nodes.size() - 1);
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

LogicalResult NetworkGraph::build(NetworkOp network) {
  for (Value input : network.getInputs())
    addNode(1, input);
  for (Operation &op : network.getBody().front()) {
    if (auto delay = dyn_cast<DelayOp>(op)) {
      Source source = sources.lookup(delay.getInput());
      sources[delay] = {source.node, source.delay + int64_t(delay.getFrames())};
      continue;
    }
    auto stream = dyn_cast<StreamInterface>(op);
    if (stream && failed(addOperation(op, op.getOpOperands().take_front(
                                              stream.getNumStreamOperands()))))
      return failure();
  }
  if (failed(addOutputs(network.getOutput(), network.getAligned())))
    return failure();
  addUnreadNodes();
  return success();
}

int64_t NetworkGraph::insertDelays(const Starts &starts) {
  llvm::MapVector<std::pair<Value, int64_t>, DelayOp> delays;
  for (auto [edge, operand] : llvm::zip_equal(graph.edges, operands)) {
    int64_t frames = getDelay(graph, edge, starts);
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
    NetworkGraph graph;
    if (failed(graph.build(network)))
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
