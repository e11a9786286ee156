//===- RetimingGraph.cpp --------------------------------------------------===//

#include "compiler/analysis/RetimingGraph.h"
#include <algorithm>

using namespace cocc;

int64_t cocc::getDelay(const RetimingGraph &graph,
                       const RetimingGraph::Edge &edge, const Starts &starts) {
  return (starts[edge.to] - starts[edge.from]) / graph.nodes[edge.from].period -
         edge.warmUp;
}

/// The frames that `edge` reads behind the newest, its delay among them.
static int64_t getLookback(const RetimingGraph &graph,
                           const RetimingGraph::Edge &edge,
                           const Starts &starts) {
  return getDelay(graph, edge, starts) + edge.history;
}

int64_t cocc::getHistoryBytes(const RetimingGraph &graph,
                              const Starts &starts) {
  std::vector<int64_t> lookbacks(graph.nodes.size(), 0);
  for (const RetimingGraph::Edge &edge : graph.edges)
    lookbacks[edge.from] =
        std::max(lookbacks[edge.from], getLookback(graph, edge, starts));
  int64_t bytes = 0;
  for (size_t i = 0; i < lookbacks.size(); ++i)
    bytes += lookbacks[i] * graph.nodes[i].frameBytes;
  return bytes;
}
