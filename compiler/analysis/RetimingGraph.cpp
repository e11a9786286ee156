//===- RetimingGraph.cpp --------------------------------------------------===//

#include "compiler/analysis/RetimingGraph.h"
#include <algorithm>

using namespace cocc;

int64_t cocc::getDelay(const RetimingGraph &graph,
                       const RetimingGraph::Edge &edge, const Starts &starts) {
  return (starts[edge.to] - starts[edge.from]) / graph.nodes[edge.from].period -
         edge.warmUp;
}

int64_t cocc::getHistory(const RetimingGraph &graph,
                         const RetimingGraph::Edge &edge, int64_t from,
                         int64_t to) {
  int64_t period = graph.nodes[edge.from].period;
  return (to - from + period - 1) / period - edge.warmUp + edge.history;
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
