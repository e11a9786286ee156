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
  LogicalResult addOperation(Operation &op);
  LogicalResult checkPeriod(OpOperand &operand, int64_t stride, int64_t period);

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

LogicalResult NetworkGraph::checkPeriod(OpOperand &operand, int64_t stride,
                                        int64_t period) {
  Operation *op = operand.getOwner();
  int64_t own = graph.nodes[sources.lookup(operand.get()).node].period * stride;
  if (own == period)
    return success();
  return op->emitError("'")
         << joinLayerNames(op)
         << "' joins frames that come at different rates: "
         << "one every " << period << " steps, by way of "
         << showPath(op->getOperand(0)) << ", and one every " << own
         << ", by way of " << showPath(operand.get())
         << "; the strides of both paths must multiply to the same";
}

LogicalResult NetworkGraph::addOperation(Operation &op) {
  auto stream = dyn_cast<StreamInterface>(op);
  unsigned streams =
      stream ? stream.getNumStreamOperands() : op.getNumOperands();
  auto getGeometry = [&](unsigned i) {
    return stream ? stream.getStreamGeometry(i) : StreamGeometry();
  };
  Source first = sources.lookup(op.getOperand(0));
  int64_t period = graph.nodes[first.node].period * getGeometry(0).stride;
  unsigned node =
      addNode(period, op.getNumResults() ? op.getResult(0) : Value());
  for (OpOperand &operand : op.getOpOperands().take_front(streams)) {
    StreamGeometry geometry = getGeometry(operand.getOperandNumber());
    if (failed(checkPeriod(operand, geometry.stride, period)))
      return failure();
    Source source = sources.lookup(operand.get());
    graph.edges.push_back(
        {source.node, node, source.delay + geometry.getWarmUp(),
         source.delay + geometry.receptiveField - 1 + geometry.lag});
    operands.push_back(&operand);
  }
  return success();
}

LogicalResult NetworkGraph::build(NetworkOp network) {
  addNode(1, network.getFrame());
  for (Operation &op : network.getBody().front()) {
    if (auto delay = dyn_cast<DelayOp>(op)) {
      Source source = sources.lookup(delay.getInput());
      sources[delay] = {source.node, source.delay + int64_t(delay.getFrames())};
      continue;
    }
    if (!isa<StreamInterface, OutputOp>(op))
      continue;
    if (failed(addOperation(op)))
      return failure();
  }
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
    reportStatistic(network, DEBUG_TYPE, "delays", delays);
    reportStatistic(network, DEBUG_TYPE, "history_bytes", bytes);
    reportStatistic(network, DEBUG_TYPE, "bytes_saved",
                    getHistoryBytes(graph.graph, earliest) - bytes);
  }
};
} // namespace
