//===- Retiming.cpp -------------------------------------------------------===//

#include "compiler/analysis/Retiming.h"
#include "compiler/analysis/MaximumClosure.h"
#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <set>

using namespace cocc;

//===----------------------------------------------------------------------===//
// Starts and their cost
//===----------------------------------------------------------------------===//

int64_t cocc::getDelay(const RetimingGraph &graph,
                       const RetimingGraph::Edge &edge, const Starts &starts) {
  return (starts[edge.to] - starts[edge.from]) / graph.nodes[edge.from].period -
         edge.warmUp;
}

static int64_t getLookback(const RetimingGraph &graph,
                           const RetimingGraph::Edge &edge,
                           const Starts &starts) {
  return getDelay(graph, edge, starts) + edge.history;
}

/// The longest look-back of each node.
static std::vector<int64_t> getLookbacks(const RetimingGraph &graph,
                                         const Starts &starts) {
  std::vector<int64_t> lookbacks(graph.nodes.size(), 0);
  for (const RetimingGraph::Edge &edge : graph.edges)
    lookbacks[edge.from] =
        std::max(lookbacks[edge.from], getLookback(graph, edge, starts));
  return lookbacks;
}

int64_t cocc::getHistoryBytes(const RetimingGraph &graph,
                              const Starts &starts) {
  std::vector<int64_t> lookbacks = getLookbacks(graph, starts);
  int64_t bytes = 0;
  for (size_t i = 0; i < lookbacks.size(); ++i)
    bytes += lookbacks[i] * graph.nodes[i].frameBytes;
  return bytes;
}

/// The least `start` or later that is congruent to `residue`.
static int64_t roundUp(int64_t start, int64_t residue, int64_t period) {
  return start + ((residue - start) % period + period) % period;
}

/// The starts that follow from the operands alone, each congruent to `residue`
/// modulo its period if one is given.
static Starts propagateStarts(const RetimingGraph &graph,
                              std::optional<int64_t> residue) {
  std::vector<std::vector<const RetimingGraph::Edge *>> operands(
      graph.nodes.size());
  for (const RetimingGraph::Edge &edge : graph.edges)
    operands[edge.to].push_back(&edge);
  Starts starts(graph.nodes.size(), 0);
  for (size_t i = 1; i < starts.size(); ++i) {
    for (const RetimingGraph::Edge *edge : operands[i])
      starts[i] = std::max(starts[i],
                           starts[edge->from] +
                               edge->warmUp * graph.nodes[edge->from].period);
    if (residue)
      starts[i] = roundUp(starts[i], *residue, graph.nodes[i].period);
  }
  return starts;
}

// Operands meet at a layer only if their starts are congruent modulo their
// period. Along each path to the output the periods multiply, so all starts
// must be congruent to the output's, each modulo its period, and the latest
// possible starts for an output at the end of the longest path are. Hence
// rounding up to that residue delays no output.
Starts cocc::findEarliestStarts(const RetimingGraph &graph) {
  return propagateStarts(graph, propagateStarts(graph, std::nullopt).back());
}

//===----------------------------------------------------------------------===//
// Moving sets of layers
//===----------------------------------------------------------------------===//

namespace {
/// The choice which nodes to start later, each by the steps that `moves` says.
/// Those of an edge's ends are multiples of their periods, and the reader's is
/// one of the other's.
class LaterSet {
public:
  LaterSet(const RetimingGraph &graph, const Starts &starts,
           const Starts &moves)
      : graph(graph), starts(starts), moves(moves),
        lookbacks(getLookbacks(graph, starts)), projects(graph.nodes.size()) {}

  /// The set that saves the most, as the steps by which each node starts later;
  /// none where no set saves any.
  std::optional<Starts> find();

private:
  void addNodes();
  void forbidNegativeDelays();
  void chargeLookbacks();

  const RetimingGraph &graph;
  const Starts &starts;
  const Starts &moves;
  std::vector<int64_t> lookbacks;
  MaximumClosure closure;
  /// The project "start this node later", where that is possible.
  std::vector<std::optional<unsigned>> projects;
};
} // namespace

/// A node that starts later looks back less far from its users by so many
/// frames. It pays for what its users' moves cost below.
void LaterSet::addNodes() {
  std::vector<bool> isRead(graph.nodes.size(), false);
  for (const RetimingGraph::Edge &edge : graph.edges)
    isRead[edge.from] = true;
  for (size_t i = 1; i + 1 < graph.nodes.size(); ++i) {
    const RetimingGraph::Node &node = graph.nodes[i];
    projects[i] = closure.addProject(
        isRead[i] ? node.frameBytes * (moves[i] / node.period) : 0);
  }
}

void LaterSet::forbidNegativeDelays() {
  unsigned never = closure.addProject(MaximumClosure::never);
  for (const RetimingGraph::Edge &edge : graph.edges) {
    int64_t slack =
        getDelay(graph, edge, starts) * graph.nodes[edge.from].period;
    if (projects[edge.from] && slack < moves[edge.from])
      closure.require(*projects[edge.from], projects[edge.to].value_or(never));
  }
}

/// A user that starts later makes the ring longer, unless others look back
/// further.
void LaterSet::chargeLookbacks() {
  std::map<std::pair<unsigned, int64_t>, std::vector<unsigned>> users;
  for (const RetimingGraph::Edge &edge : graph.edges) {
    if (!projects[edge.to])
      continue;
    int64_t growth = getLookback(graph, edge, starts) +
                     moves[edge.to] / graph.nodes[edge.from].period -
                     lookbacks[edge.from];
    if (growth > 0)
      users[{edge.from, growth}].push_back(*projects[edge.to]);
  }
  std::pair<unsigned, int64_t> last = {0, 0};
  unsigned lastRing = 0;
  for (const auto &[key, readers] : users) {
    bool continues = last.second > 0 && last.first == key.first;
    int64_t frames = key.second - (continues ? last.second : 0);
    unsigned ring =
        closure.addProject(-frames * graph.nodes[key.first].frameBytes);
    if (continues)
      closure.require(ring, lastRing);
    for (unsigned reader : readers)
      closure.require(reader, ring);
    last = key;
    lastRing = ring;
  }
}

std::optional<Starts> LaterSet::find() {
  addNodes();
  forbidNegativeDelays();
  chargeLookbacks();
  std::vector<bool> chosen = closure.solve();
  Starts later(projects.size(), 0);
  bool any = false;
  for (size_t i = 0; i < projects.size(); ++i)
    if (projects[i] && chosen[*projects[i]]) {
      later[i] = moves[i];
      any = true;
    }
  return any ? std::optional(later) : std::nullopt;
}

static Starts startLater(Starts starts, const Starts &later, int64_t times) {
  for (size_t i = 0; i < starts.size(); ++i)
    starts[i] += times * later[i];
  return starts;
}

static bool isFeasible(const RetimingGraph &graph, const Starts &starts) {
  return std::all_of(
      graph.edges.begin(), graph.edges.end(),
      [&](const auto &edge) { return getDelay(graph, edge, starts) >= 0; });
}

/// Starts the best set later, by as many moves as each saves what the first one
/// does, so that long delays take few rounds. False where no set saves.
static bool improve(const RetimingGraph &graph, Starts &starts,
                    const Starts &moves) {
  std::optional<Starts> later = LaterSet(graph, starts, moves).find();
  if (!later)
    return false;
  int64_t bytes = getHistoryBytes(graph, starts);
  auto getSaved = [&](int64_t times) {
    return bytes - getHistoryBytes(graph, startLater(starts, *later, times));
  };
  int64_t saved = getSaved(1), times = 1;
  while (isFeasible(graph, startLater(starts, *later, 2 * times)) &&
         getSaved(2 * times) == 2 * times * saved)
    times *= 2;
  starts = startLater(starts, *later, times);
  return true;
}

/// Each node's least move that is a multiple of `step`.
static Starts getMoves(const RetimingGraph &graph, int64_t step) {
  Starts moves;
  for (const RetimingGraph::Node &node : graph.nodes)
    moves.push_back(std::lcm(step, node.period));
  return moves;
}

Starts cocc::findCheapestStarts(const RetimingGraph &graph) {
  std::set<int64_t> steps;
  for (const RetimingGraph::Node &node : graph.nodes)
    steps.insert(node.period);
  Starts starts = findEarliestStarts(graph);
  for (bool improved = true; improved;) {
    improved = false;
    for (int64_t step : steps)
      while (improve(graph, starts, getMoves(graph, step)))
        improved = true;
  }
  return starts;
}
