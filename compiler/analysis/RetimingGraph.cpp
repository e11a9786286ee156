//===- RetimingGraph.cpp --------------------------------------------------===//

#include "compiler/analysis/RetimingGraph.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace cocc;
using llvm::divideCeilSigned;
using llvm::divideFloorSigned;

int64_t cocc::getEarliestStart(const RetimingGraph &graph,
                               const RetimingGraph::Edge &edge, int64_t from) {
  int64_t grid = graph.nodes[edge.to].grid;
  int64_t start = divideFloorSigned(from + edge.wait, grid) * grid;
  if (!edge.first)
    return start;
  int64_t step = divideFloorSigned(from + *edge.first, graph.stepTicks);
  return std::max(start, step * graph.stepTicks);
}

int64_t cocc::getRoom(const RetimingGraph &graph,
                      const RetimingGraph::Edge &edge, int64_t from,
                      int64_t to) {
  int64_t latest = to + graph.nodes[edge.to].grid - 1 - edge.wait;
  // All ticks of the step in which `to` starts.
  int64_t step = divideFloorSigned(to, graph.stepTicks);
  if (edge.first)
    latest = std::min(latest, (step + 1) * graph.stepTicks - 1 - *edge.first);
  return divideFloorSigned(latest - from, graph.nodes[edge.from].period);
}

int64_t cocc::getDelay(const RetimingGraph &graph,
                       const RetimingGraph::Edge &edge, int64_t from,
                       int64_t to) {
  int64_t period = graph.nodes[edge.from].period;
  auto isThere = [&](int64_t delay) {
    return to - getEarliestStart(graph, edge, from + delay * period) < period;
  };
  int64_t grid = graph.nodes[edge.to].grid;
  int64_t least = divideCeilSigned(to - period + 1, grid) * grid;
  int64_t frames =
      std::max<int64_t>(0, divideCeilSigned(least - from - edge.wait, period));
  // One whose operand's first frame decides may be there before.
  while (frames > 0 && isThere(frames - 1))
    --frames;
  return frames;
}

bool cocc::canStart(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                    int64_t from, int64_t to) {
  int64_t frames = getDelay(graph, edge, from, to);
  int64_t delayed = from + frames * graph.nodes[edge.from].period;
  return !edge.first || getEarliestStart(graph, edge, delayed) == to;
}

int64_t cocc::getHistory(const RetimingGraph &graph,
                         const RetimingGraph::Edge &edge, int64_t from,
                         int64_t to) {
  const RetimingGraph::Node &node = graph.nodes[edge.from];
  int64_t first = divideFloorSigned(to + edge.reach, node.grid) * node.grid;
  return 1 + divideFloorSigned(first - from - 1, node.period);
}

int64_t cocc::getHistoryBytes(const RetimingGraph &graph,
                              const Starts &starts) {
  std::vector<int64_t> histories(graph.nodes.size(), 0);
  for (const RetimingGraph::Edge &edge : graph.edges)
    histories[edge.from] =
        std::max(histories[edge.from],
                 getHistory(graph, edge, starts[edge.from], starts[edge.to]));
  int64_t bytes = 0;
  for (size_t i = 0; i < histories.size(); ++i)
    bytes += histories[i] * graph.nodes[i].frameBytes;
  return bytes;
}
