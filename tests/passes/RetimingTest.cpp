//===- RetimingTest.cpp - Against trying all starts -----------------------===//

#include "compiler/analysis/Retiming.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <functional>
#include <limits>
#include <random>

using namespace cocc;

/// Whether the operands of `node` meet.
static bool meets(const RetimingGraph &graph, const Starts &starts,
                  unsigned node) {
  for (const auto &edge : graph.edges)
    if (edge.to == node &&
        ((starts[node] - starts[edge.from]) % graph.nodes[edge.from].period ||
         getDelay(graph, edge, starts) < 0))
      return false;
  return true;
}

/// The length of the longest path to each node.
static Starts findLongestPaths(const RetimingGraph &graph) {
  Starts longest(graph.nodes.size(), 0);
  for (const auto &edge : graph.edges)
    longest[edge.to] = std::max(
        longest[edge.to],
        longest[edge.from] + edge.warmUp * graph.nodes[edge.from].period);
  return longest;
}

/// The fewest bytes of any starts with the output as early as possible, found
/// by trying them all. Layers that the output does not need may start after it.
static int64_t tryAll(const RetimingGraph &graph) {
  Starts longest = findLongestPaths(graph);
  int64_t end = *std::max_element(longest.begin(), longest.end()) +
                graph.nodes.back().period;
  Starts starts(graph.nodes.size(), 0);
  starts.back() = longest.back();
  int64_t best = std::numeric_limits<int64_t>::max();
  std::function<void(unsigned)> assign = [&](unsigned node) {
    if (node + 1 == graph.nodes.size()) {
      if (meets(graph, starts, node))
        best = std::min(best, getHistoryBytes(graph, starts));
      return;
    }
    for (starts[node] = 0; starts[node] <= end; ++starts[node])
      if (meets(graph, starts, node))
        assign(node + 1);
  };
  assign(1);
  return best;
}

/// A random network of windows and joins. With `strides`, some layers halve the
/// rate; the operands of a join have the same period.
static RetimingGraph drawGraph(std::mt19937 &random, bool strides) {
  RetimingGraph graph;
  graph.nodes.push_back({1, int64_t(1 + random() % 9)});
  unsigned layers = 4;
  for (unsigned node = 1; node <= layers + 1; ++node) {
    bool isOutput = node == layers + 1;
    unsigned from = isOutput ? node - 1 : random() % node;
    int64_t stride = strides && !isOutput && random() % 3 == 0 ? 2 : 1;
    int64_t period = graph.nodes[from].period;
    graph.nodes.push_back(
        {period * stride, isOutput ? 0 : int64_t(1 + random() % 9)});
    auto addEdge = [&](unsigned source) {
      int64_t history = isOutput ? 0 : random() % 3;
      int64_t padding = history ? random() % (history + 1) : 0;
      graph.edges.push_back({source, node, history - padding, history});
    };
    addEdge(from);
    for (unsigned other = 0; other < node && !isOutput; ++other)
      if (other != from && graph.nodes[other].period == period &&
          random() % 2 == 0)
        addEdge(other);
  }
  return graph;
}

TEST(Retiming, FindsTheFewestBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    RetimingGraph graph = drawGraph(random, /*strides=*/false);
    Starts starts = findCheapestStarts(graph);
    ASSERT_EQ(starts.back(), findLongestPaths(graph).back())
        << "round " << round;
    ASSERT_EQ(getHistoryBytes(graph, starts), tryAll(graph))
        << "round " << round;
  }
}

TEST(Retiming, MeetsAcrossStrides) {
  std::mt19937 random(2);
  int optimal = 0, rounds = 300;
  for (int round = 0; round < rounds; ++round) {
    RetimingGraph graph = drawGraph(random, /*strides=*/true);
    Starts starts = findCheapestStarts(graph);
    ASSERT_EQ(starts.back(), findLongestPaths(graph).back())
        << "round " << round;
    for (const auto &edge : graph.edges) {
      ASSERT_EQ((starts[edge.to] - starts[edge.from]) %
                    graph.nodes[edge.from].period,
                0);
      ASSERT_GE(getDelay(graph, edge, starts), 0);
    }
    ASSERT_LE(getHistoryBytes(graph, starts),
              getHistoryBytes(graph, findEarliestStarts(graph)));
    optimal += getHistoryBytes(graph, starts) == tryAll(graph);
  }
  // With strides the end is a local minimum.
  EXPECT_GE(optimal, rounds * 4 / 5);
}

/// A delay of 2^30 frames is moved in few rounds, not frame by frame.
TEST(Retiming, MovesLongDelaysAtOnce) {
  RetimingGraph graph;
  graph.nodes = {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 0}};
  graph.edges = {{0, 1, 0, 0},
                 {1, 2, 0, 0},
                 {2, 3, 0, 0},
                 {0, 3, 1 << 30, 1 << 30},
                 {3, 4, 0, 0}};
  Starts starts = findCheapestStarts(graph);
  int64_t late = 1 << 30;
  EXPECT_EQ(starts, (Starts{0, late, late, late, late}));
  EXPECT_EQ(getHistoryBytes(graph, starts), late);
}
