//===- Retiming.h - When each layer of a network starts -------------------===//
//
// A layer may start later than its operands allow; what it reads is then
// delayed, and the delay costs the memory of so many frames. Finds the starts
//
//   1) at which all operands of each layer meet, whatever the strides above
//   them, 2) with the network's output as early as its longest path allows, 3)
//   that keep the fewest bytes.
//
// All delays of one value are taps of one ring, which is as long as the longest
// of them: so the bytes are a sum over values of the frame times the longest
// look-back. That is a convex function of the starts, and moving sets of layers
// later while it falls (each set the best there is, a MaximumClosure) ends in
// its least value where all periods are equal. Where they differ, each layer
// moves by multiples of its own, and the end is a local minimum.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_ANALYSIS_RETIMING_H
#define COCC_COMPILER_ANALYSIS_RETIMING_H

#include <cstdint>
#include <vector>

namespace cocc {

/// The layers of a network and what they read. Node 0 is the network's input,
/// the last node its output; edges lead from lower to higher nodes.
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

/// The starts that fulfil 3) as well.
Starts findCheapestStarts(const RetimingGraph &graph);

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_RETIMING_H
