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
#include <optional>
#include <vector>

namespace cocc {

/// The layers of a network and what they read. A node that no edge leads to is
/// an input of the network; inputs start at tick 0. Nodes on a circle of edges
/// start together: they have one period and grid, and none waits.
struct RetimingGraph {
  struct Node {
    /// Ticks between two frames of the node's value.
    int64_t period = 1;
    /// Ticks by whose multiples it may start later: whole periods of its own
    /// and of what it reads, of which whole frames are delayed.
    int64_t shift = 1;
    /// Starts are multiples of it, and what happens in one multiple happens at
    /// once. A period is a multiple of it.
    int64_t grid = 1;
    int64_t frameBytes = 0;
  };
  struct Edge {
    unsigned from = 0;
    unsigned to = 0;
    /// Ticks from the start of `from` to the frame that completes frame 0 of
    /// `to`.
    int64_t wait = 0;
    /// Ticks that the oldest frame that a frame of `to` reads lies before it,
    /// at most.
    int64_t reach = 0;
    /// Ticks from the start of `from` to its first frame as `to` sees it, where
    /// `to` does not start in a step before.
    std::optional<int64_t> first;
  };
  /// Ticks that a step covers.
  int64_t stepTicks = 1;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  /// Nodes that nobody reads. Every node leads to one of them.
  std::vector<unsigned> outputs;
};

/// The tick of each node's frame 0.
using Starts = std::vector<int64_t>;

/// The earliest start of `edge.to` that this operand allows, where it starts at
/// `from`.
int64_t getEarliestStart(const RetimingGraph &graph,
                         const RetimingGraph::Edge &edge, int64_t from);

/// By how many frames the operand could start later than at `from`, for a
/// reader that starts at `to`.
int64_t getRoom(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                int64_t from, int64_t to);

/// The frames by which `edge` must be delayed where the two start at `from` and
/// `to`: the fewest with which its reader waits for less than a frame.
int64_t getDelay(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                 int64_t from, int64_t to);

/// Whether that delay has the reader start at `to`. Where its operand's first
/// frame decides, not every tick is such a start; otherwise it waits until
/// then.
bool canStart(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
              int64_t from, int64_t to);

/// The frames of its operand that `edge` needs from earlier steps, where the
/// two start at `from` and `to`: one that is held is kept too. Negative where
/// the operand could start later and still be there in the same step.
int64_t getHistory(const RetimingGraph &graph, const RetimingGraph::Edge &edge,
                   int64_t from, int64_t to);

/// The bytes of all frames that are kept from step to step.
int64_t getHistoryBytes(const RetimingGraph &graph, const Starts &starts);

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_RETIMINGGRAPH_H
