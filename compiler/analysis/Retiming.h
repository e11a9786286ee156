//===- Retiming.h - When each layer of a network starts -------------------===//
//
// A layer may start later than its operands allow; what it reads is then
// delayed, and the delay costs the memory of so many frames. A layer that
// starts between two frames of an operand reads the newest. Finds the starts
//
//   1) at which all operands of each layer are there, 2) with each of the
//   network's outputs as early as its longest path allows, 3) that keep the
//   fewest bytes among those that are whole periods behind the earliest.
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

#include "compiler/analysis/RetimingGraph.h"

namespace cocc {

/// The earliest starts that fulfil 1), and with them 2).
Starts findEarliestStarts(const RetimingGraph &graph);

/// The starts that fulfil 3) as well. `mostChoices` bounds the starts that are
/// tried at a time, of all nodes together.
Starts findCheapestStarts(const RetimingGraph &graph,
                          int64_t mostChoices = 1 << 16);

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_RETIMING_H
