//===- RetimingGraph.h - The layers that are to start, and what that costs ===//
//
// All delays of one value are taps of one ring, which is as long as the longest
// of them: so the bytes are a sum over values of the frame times the longest
// look-back.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_ANALYSIS_RETIMINGGRAPH_H
#define COCC_COMPILER_ANALYSIS_RETIMINGGRAPH_H

#include <cstdint>
#include <vector>

namespace cocc {

/// The layers of a network and what they read. Edges lead from lower to higher
/// nodes. A node that no edge leads to is an input of the network; inputs start
/// at step 0.
struct RetimingGraph {
  struct Node {
    /// Steps between two frames of the node's value.
    int64_t period = 1;
    int64_t frameBytes = 0;
  };
  struct Edge {
    unsigned from = 0;
    unsigned to = 0;
    /// The frame of `from` that completes frame 0 of `to`.
    int64_t warmUp = 0;
    /// Frames that `to` reads behind the newest, if it starts at once.
    int64_t history = 0;
  };
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  /// Nodes that nobody reads. Every node leads to one of them.
  std::vector<unsigned> outputs;
};

/// The step of each node's frame 0.
using Starts = std::vector<int64_t>;

/// The frames by which `edge` must be delayed: those that are whole before its
/// reader starts.
int64_t getDelay(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                 const Starts &starts);

/// The frames of its operand that `edge` needs from earlier steps, where the
/// two start at `from` and `to`: one that is held is kept too.
int64_t getHistory(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                   int64_t from, int64_t to);

/// The bytes of all frames that are kept from step to step.
int64_t getHistoryBytes(const RetimingGraph &graph, const Starts &starts);

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_RETIMINGGRAPH_H
