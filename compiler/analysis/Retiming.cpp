//===- Retiming.cpp -------------------------------------------------------===//

#include "compiler/analysis/Retiming.h"
#include "compiler/analysis/StartChoice.h"
#include <algorithm>

using namespace cocc;

/// The edges that lead to each node.
static std::vector<std::vector<const RetimingGraph::Edge *>>
getOperands(const RetimingGraph &graph) {
  std::vector<std::vector<const RetimingGraph::Edge *>> operands(
      graph.nodes.size());
  for (const RetimingGraph::Edge &edge : graph.edges)
    operands[edge.to].push_back(&edge);
  return operands;
}

/// Starts of which nothing is known yet.
static constexpr int64_t anyTime = INT64_MIN, noBound = INT64_MAX;

Starts cocc::findEarliestStarts(const RetimingGraph &graph) {
  auto operands = getOperands(graph);
  Starts starts;
  for (const auto &edges : operands)
    starts.push_back(edges.empty() ? 0 : anyTime);
  // Nodes stand behind what they read, but for those on circles.
  for (bool isMoved = true; isMoved;) {
    isMoved = false;
    for (size_t i = 0; i < starts.size(); ++i)
      for (const RetimingGraph::Edge *edge : operands[i]) {
        if (starts[edge->from] == anyTime)
          continue;
        int64_t start = getEarliestStart(graph, *edge, starts[edge->from]);
        isMoved |= start > starts[i];
        starts[i] = std::max(starts[i], start);
      }
  }
  return starts;
}

/// The latest starts that leave the outputs where they are, each so many
/// shifts behind the earliest.
static Starts findLatestStarts(const RetimingGraph &graph,
                               const Starts &earliest) {
  Starts latest(graph.nodes.size(), noBound);
  for (unsigned output : graph.outputs)
    latest[output] = earliest[output];
  auto operands = getOperands(graph);
  for (bool isMoved = true; isMoved;) {
    isMoved = false;
    for (size_t i = graph.nodes.size(); i-- > 0;)
      for (const RetimingGraph::Edge *edge : operands[i]) {
        unsigned from = edge->from;
        if (operands[from].empty() || latest[i] == noBound)
          continue;
        const RetimingGraph::Node &node = graph.nodes[from];
        int64_t room =
            node.period * getRoom(graph, *edge, earliest[from], latest[i]);
        int64_t bound = earliest[from] + room / node.shift * node.shift;
        isMoved |= bound < latest[from];
        latest[from] = std::min(latest[from], bound);
      }
  }
  // A circle that nobody reads has no bound.
  for (size_t i = 0; i < latest.size(); ++i)
    if (operands[i].empty() || latest[i] == noBound)
      latest[i] = earliest[i];
  return latest;
}

Starts cocc::findCheapestStarts(const RetimingGraph &graph,
                                int64_t mostChoices) {
  Starts starts = findEarliestStarts(graph);
  StartRange range{starts, findLatestStarts(graph, starts)};
  StartChoice choice(graph, range, mostChoices);
  for (int64_t spacing = choice.getFirstSpacing();; spacing /= 2) {
    while (choice.improve(starts, spacing))
      ;
    if (spacing == 1)
      return starts;
  }
}
