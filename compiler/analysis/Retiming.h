//===- Retiming.h - When each layer of a network starts -------------------===//
//
// A layer may start later than its operands allow; what it reads is then
// delayed, and the delay costs the memory of so many frames. Finds the starts
//
//   1) at which all operands of each layer meet, whatever the strides above
//   them, 2) with each of the network's outputs as early as its longest path
//   allows, an earlier one before a later one, 3) that keep the fewest bytes.
//
// All delays of one value are taps of one ring, which is as long as the longest
// of them: so the bytes are a sum over values of the frame times the longest
// look-back.
//
// 3) is an integer program in which each inequality holds between two starts,
// one on either side: such programs are minimum cuts over the possible starts
// of each layer (D. Hochbaum and J. Naor, Simple and fast algorithms for linear
// and integer programs with two variables per inequality, 1994). Where there
// are too many of them, a coarse choice is refined; that too ends in the least
// value where all periods are equal, since the bytes are then a convex function
// of the starts.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_ANALYSIS_RETIMING_H
#define COCC_COMPILER_ANALYSIS_RETIMING_H

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
  /// Nodes that nobody reads, the most important first. Every node leads to one
  /// of them.
  std::vector<unsigned> outputs;
};

/// The step of each node's frame 0.
using Starts = std::vector<int64_t>;

/// The frames by which `edge` must be delayed.
int64_t getDelay(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                 const Starts &starts);

/// The bytes of all frames that are kept behind the newest.
int64_t getHistoryBytes(const RetimingGraph &graph, const Starts &starts);

/// The earliest starts that fulfil 1) and 2).
Starts findEarliestStarts(const RetimingGraph &graph);

/// The starts that fulfil 3) as well. `mostChoices` bounds the starts that are
/// tried at a time, of all nodes together.
Starts findCheapestStarts(const RetimingGraph &graph,
                          int64_t mostChoices = 1 << 16);

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_RETIMING_H
