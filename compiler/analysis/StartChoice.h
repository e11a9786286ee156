//===- StartChoice.h - The cheapest of given starts -----------------------===//
//
// Chooses for each node of a RetimingGraph one of several starts, such that
// operands meet and the fewest bytes are kept: the exact choice, by a
// MaximumClosure. A project "start no earlier than the i-th choice" requires
// the one before it, and of each reader as late a start as it then needs. It
// saves the frames by which the node's history grows shorter; what a late
// reader costs is a project of the ring that it lengthens.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_ANALYSIS_STARTCHOICE_H
#define COCC_COMPILER_ANALYSIS_STARTCHOICE_H

#include "compiler/analysis/MaximumClosure.h"
#include "compiler/analysis/RetimingGraph.h"

namespace cocc {

/// The earliest and latest start of each node. They differ by multiples of the
/// node's shift, and so do all choices.
struct StartRange {
  Starts earliest;
  Starts latest;
};

class StartChoice {
public:
  StartChoice(const RetimingGraph &graph, const StartRange &range,
              int64_t mostChoices)
      : graph(graph), range(range), mostChoices(mostChoices) {}

  /// How many of a node's shifts choices are to be apart at first, a power of
  /// two: 1 where all starts of all nodes can be tried at once.
  int64_t getFirstSpacing() const;

  /// Tries all starts around `starts` that are `spacing` shifts apart, as many
  /// as are allowed at a time. Changes `starts` and returns true where that
  /// saves bytes.
  bool improve(Starts &starts, int64_t spacing);

private:
  void listChoices(const Starts &starts, int64_t spacing);
  /// Leaves out the starts for which an operand would have to start before its
  /// own first choice.
  void dropTooEarly(unsigned node);
  /// Leaves out the later starts that no delay of an operand makes.
  void dropUnreachable(unsigned node);
  void addStarts();
  void addReaders();
  void addRings();
  /// Makes `project` require that `node` starts at `start` or later.
  void requireStart(unsigned project, unsigned node, int64_t start);

  const RetimingGraph &graph;
  const StartRange &range;
  const int64_t mostChoices;
  MaximumClosure closure;
  unsigned never = 0;
  /// The possible starts of each node, ascending.
  std::vector<Starts> choices;
  /// The project of each node's choice 1; those of the others follow.
  std::vector<unsigned> firstProjects;
};

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_STARTCHOICE_H
