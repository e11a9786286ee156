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

Starts cocc::findEarliestStarts(const RetimingGraph &graph) {
  Starts starts(graph.nodes.size(), 0);
  auto operands = getOperands(graph);
  for (size_t i = 0; i < starts.size(); ++i)
    for (const RetimingGraph::Edge *edge : operands[i]) {
      int64_t start = getEarliestStart(graph, *edge, starts[edge->from]);
      bool isFirst = edge == operands[i].front();
      starts[i] = isFirst ? start : std::max(starts[i], start);
    }
  return starts;
}

/// The latest starts that leave the outputs where they are, each so many
/// shifts behind the earliest.
static Starts findLatestStarts(const RetimingGraph &graph,
                               const Starts &earliest) {
  Starts latest = earliest;
  std::vector<bool> bounded(graph.nodes.size(), false);
  auto operands = getOperands(graph);
  for (size_t i = graph.nodes.size(); i-- > 0;)
    for (const RetimingGraph::Edge *edge : operands[i]) {
      unsigned from = edge->from;
      if (operands[from].empty())
        continue;
      const RetimingGraph::Node &node = graph.nodes[from];
      int64_t room =
          node.period * getRoom(graph, *edge, earliest[from], latest[i]);
      int64_t bound = earliest[from] + room / node.shift * node.shift;
      latest[from] = bounded[from] ? std::min(latest[from], bound) : bound;
      bounded[from] = true;
    }
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
