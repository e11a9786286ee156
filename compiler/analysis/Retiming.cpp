//===- Retiming.cpp -------------------------------------------------------===//

#include "compiler/analysis/Retiming.h"
#include "compiler/analysis/StartChoice.h"
#include <algorithm>
#include <numeric>

using namespace cocc;

//===----------------------------------------------------------------------===//
// The earliest starts
//===----------------------------------------------------------------------===//

/// The least `start` or later that is congruent to `residue`.
static int64_t roundUp(int64_t start, int64_t residue, int64_t period) {
  return start + ((residue - start) % period + period) % period;
}

static std::vector<std::vector<const RetimingGraph::Edge *>>
getOperands(const RetimingGraph &graph) {
  std::vector<std::vector<const RetimingGraph::Edge *>> operands(
      graph.nodes.size());
  for (const RetimingGraph::Edge &edge : graph.edges)
    operands[edge.to].push_back(&edge);
  return operands;
}

/// The starts that follow from the operands alone, each congruent to its
/// residue modulo its period where there are residues.
static Starts propagateStarts(const RetimingGraph &graph,
                              const Starts *residues) {
  auto operands = getOperands(graph);
  Starts starts(graph.nodes.size(), 0);
  for (size_t i = 0; i < starts.size(); ++i) {
    for (const RetimingGraph::Edge *edge : operands[i])
      starts[i] = std::max(starts[i],
                           starts[edge->from] +
                               edge->warmUp * graph.nodes[edge->from].period);
    if (residues && !operands[i].empty())
      starts[i] = roundUp(starts[i], (*residues)[i], graph.nodes[i].period);
  }
  return starts;
}

/// For each node the number modulo which its start must be congruent to that of
/// `output`; 0 for `output` itself. Starts are congruent along an edge modulo
/// the period of what it leads from, in both directions.
static std::vector<int64_t> findModuli(const RetimingGraph &graph,
                                       unsigned output) {
  std::vector<int64_t> moduli(graph.nodes.size(), 1);
  moduli[output] = 0;
  auto link = [&](unsigned to, unsigned from, int64_t period) {
    int64_t modulus = std::lcm(moduli[to], std::gcd(moduli[from], period));
    bool changes = modulus != moduli[to];
    moduli[to] = modulus;
    return changes;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const RetimingGraph::Edge &edge : graph.edges) {
      int64_t period = graph.nodes[edge.from].period;
      changed |= link(edge.to, edge.from, period);
      changed |= link(edge.from, edge.to, period);
    }
  }
  return moduli;
}

/// The earliest start of each output, given those of the outputs before it.
static Starts findOutputStarts(const RetimingGraph &graph) {
  Starts starts = propagateStarts(graph, nullptr);
  std::vector<std::vector<int64_t>> moduli;
  for (size_t i = 0; i < graph.outputs.size(); ++i) {
    int64_t &start = starts[graph.outputs[i]];
    auto agrees = [&] {
      for (size_t j = 0; j < i; ++j) {
        int64_t modulus = moduli[j][graph.outputs[i]];
        if (modulus > 0 && (start - starts[graph.outputs[j]]) % modulus != 0)
          return false;
      }
      return true;
    };
    while (!agrees())
      ++start;
    moduli.push_back(findModuli(graph, graph.outputs[i]));
  }
  return starts;
}

// Operands meet at a layer only if their starts are congruent modulo their
// period. Along each path to an output the periods multiply, so all starts must
// be congruent to the output's, each modulo its period, and the latest possible
// starts for an output at that step are. Hence rounding up to that residue
// delays no output.
Starts cocc::findEarliestStarts(const RetimingGraph &graph) {
  Starts residues = findOutputStarts(graph);
  std::vector<bool> known(graph.nodes.size(), false);
  for (unsigned output : graph.outputs)
    known[output] = true;
  auto operands = getOperands(graph);
  for (size_t i = graph.nodes.size(); i-- > 0;)
    for (const RetimingGraph::Edge *edge : operands[i])
      if (known[i] && !known[edge->from]) {
        residues[edge->from] = residues[i];
        known[edge->from] = true;
      }
  return propagateStarts(graph, &residues);
}

//===----------------------------------------------------------------------===//
// The cheapest starts
//===----------------------------------------------------------------------===//

/// The latest starts that leave the outputs where they are.
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
      int64_t bound = latest[i] - edge->warmUp * graph.nodes[from].period;
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
