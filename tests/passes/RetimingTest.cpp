//===- RetimingTest.cpp - Against trying all starts -----------------------===//

#include "compiler/analysis/Retiming.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <functional>
#include <numeric>
#include <random>

using namespace cocc;

/// Whether the operands of `node` are there when it starts.
static bool meets(const RetimingGraph &graph, const Starts &starts,
                  unsigned node) {
  for (const auto &edge : graph.edges)
    if (edge.to == node && starts[node] + graph.nodes[node].grid - 1 <
                               starts[edge.from] + edge.wait)
      return false;
  return true;
}

/// What is to be as small as possible: the outputs' starts, then the bytes.
using Cost = std::vector<int64_t>;

static Cost getCost(const RetimingGraph &graph, const Starts &starts) {
  Cost cost;
  for (unsigned output : graph.outputs)
    cost.push_back(starts[output]);
  cost.push_back(getHistoryBytes(graph, starts));
  return cost;
}

/// The least cost of all starts up to `end` that are whole periods behind the
/// earliest.
static Cost tryAll(const RetimingGraph &graph, int64_t end) {
  Starts earliest = findEarliestStarts(graph), starts = earliest;
  Cost best;
  std::function<void(unsigned)> assign = [&](unsigned node) {
    if (node == graph.nodes.size()) {
      Cost cost = getCost(graph, starts);
      best = best.empty() ? cost : std::min(best, cost);
      return;
    }
    bool isInput = llvm::none_of(
        graph.edges, [&](const auto &edge) { return edge.to == node; });
    for (starts[node] = earliest[node]; starts[node] <= (isInput ? 0 : end);
         starts[node] += graph.nodes[node].period)
      if (meets(graph, starts, node))
        assign(node + 1);
  };
  assign(0);
  return best;
}

/// A random network of windows and joins with one or two inputs. With
/// `strides`, some layers halve the rate; the operands of a join have the same
/// period. Values that nobody reads are outputs.
static RetimingGraph drawGraph(std::mt19937 &random, bool strides) {
  RetimingGraph graph;
  unsigned inputs = 1 + random() % 2, layers = strides ? 5 : 7;
  int64_t stepTicks = strides ? 1 + random() % 3 : 1;
  graph.stepTicks = stepTicks;
  auto addNode = [&](int64_t period) {
    graph.nodes.push_back({period, period, std::gcd(stepTicks, period),
                           int64_t(1 + random() % 9)});
  };
  for (unsigned input = 0; input < inputs; ++input)
    addNode(1);
  for (unsigned node = inputs; node < inputs + layers; ++node) {
    unsigned from = random() % node;
    int64_t stride = strides ? std::max<int64_t>(1, random() % 4) : 1;
    int64_t period = graph.nodes[from].period;
    addNode(period * stride);
    auto addEdge = [&](unsigned source) {
      int64_t history = random() % 3;
      int64_t padding = history ? random() % (history + 1) : 0;
      graph.edges.push_back({source, node, (history - padding) * period,
                             padding * period, std::nullopt});
    };
    addEdge(from);
    for (unsigned other = 0; other < node; ++other)
      if (other != from && graph.nodes[other].period == period &&
          random() % 2 == 0)
        addEdge(other);
  }
  for (unsigned node = inputs; node < graph.nodes.size(); ++node)
    if (llvm::none_of(graph.edges,
                      [&](const auto &edge) { return edge.from == node; }))
      graph.outputs.push_back(node);
  return graph;
}

/// The earliest step at which frame 0 of each node can be made, frame by frame.
static Starts findFirstSteps(const RetimingGraph &graph) {
  Starts steps(graph.nodes.size(), 0);
  for (unsigned node = 0; node < graph.nodes.size(); ++node)
    while (!meets(graph, steps, node))
      steps[node] += graph.nodes[node].grid;
  return steps;
}

static void expectLeastCost(bool strides, int64_t mostChoices) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    RetimingGraph graph = drawGraph(random, strides);
    ASSERT_EQ(findEarliestStarts(graph), findFirstSteps(graph));
    Starts starts = findCheapestStarts(graph, mostChoices);
    for (unsigned node = 0; node < graph.nodes.size(); ++node)
      ASSERT_TRUE(meets(graph, starts, node));
    // What a layer reads may start behind it, within its grid.
    int64_t end = 0;
    for (unsigned output : graph.outputs)
      end = std::max(end, starts[output] + graph.nodes[output].grid - 1);
    ASSERT_EQ(getCost(graph, starts), tryAll(graph, end));
  }
}

TEST(Retiming, FindsTheFewestBytes) { expectLeastCost(false, 1 << 16); }

TEST(Retiming, FindsTheFewestBytesAcrossStrides) {
  expectLeastCost(true, 1 << 16);
}

TEST(Retiming, FindsTheFewestBytesByRefinement) { expectLeastCost(false, 8); }

/// Nodes on a circle start together, with the latest that leads there; what is
/// behind it may move, what leads to it as far as the circle has room.
TEST(Retiming, StartsTheNodesOfACircleTogether) {
  RetimingGraph graph;
  // An input; one that is 3 ticks late; two that read each other, the second
  // the first's last frame; what reads the circle; and a circle without reader.
  graph.nodes = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1},
                 {1, 1, 1, 1}, {1, 1, 1, 0}, {1, 1, 1, 1}};
  graph.edges = {{0, 1, 3, 0, {}}, {0, 3, 0, 0, {}}, {3, 2, 0, 1, {}},
                 {2, 3, 0, 0, {}}, {1, 2, 0, 0, {}}, {3, 4, 0, 0, {}},
                 {0, 5, 0, 0, {}}, {5, 5, 0, 1, {}}};
  graph.outputs = {4};
  EXPECT_EQ(findEarliestStarts(graph), (Starts{0, 3, 3, 3, 3, 0}));
  EXPECT_EQ(findCheapestStarts(graph), (Starts{0, 3, 3, 3, 3, 0}));
}

/// In steps of three frames a layer that shows its operand's first frame one
/// frame early starts with a step, or with its operand's delayed frames.
TEST(Retiming, StartsWhereDelaysOfItsOperandCanHaveIt) {
  RetimingGraph graph;
  // An input; the layer; a window of four of its frames, every third; every
  // third of the input's; and their sum.
  graph.stepTicks = 3;
  graph.nodes = {
      {1, 1, 1, 4}, {1, 1, 1, 4}, {3, 3, 3, 4}, {3, 3, 3, 4}, {3, 3, 3, 4}};
  graph.edges = {{0, 1, -1, 1, 0},
                 {1, 2, 3, 0, {}},
                 {0, 3, 0, 0, {}},
                 {2, 4, 0, 0, {}},
                 {3, 4, 0, 0, {}}};
  graph.outputs = {4};
  EXPECT_FALSE(canStart(graph, graph.edges[0], 0, 2));
  Starts starts = findCheapestStarts(graph);
  EXPECT_EQ(starts[4], 3);
  for (const auto &edge : graph.edges)
    EXPECT_TRUE(canStart(graph, edge, starts[edge.from], starts[edge.to]));
}

/// A delay of 2^30 frames is moved in few rounds, not frame by frame.
TEST(Retiming, MovesLongDelaysAtOnce) {
  RetimingGraph graph;
  graph.nodes = {
      {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 0}};
  graph.edges = {{0, 1, 0, 0, {}},
                 {1, 2, 0, 0, {}},
                 {2, 3, 0, 0, {}},
                 {0, 3, 1 << 30, 0, {}},
                 {3, 4, 0, 0, {}}};
  graph.outputs = {4};
  Starts starts = findCheapestStarts(graph);
  int64_t late = 1 << 30;
  EXPECT_EQ(starts, (Starts{0, late, late, late, late}));
  EXPECT_EQ(getHistoryBytes(graph, starts), late);
}
