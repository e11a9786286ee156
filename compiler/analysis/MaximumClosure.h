//===- MaximumClosure.h - The most profitable set of projects -------------===//
//
// Each project has a profit, maybe a negative one, and may require others.
// Finds the set with the greatest total profit that holds all that its members
// require; of several such sets the smallest. A minimum cut, by Dinic's
// algorithm.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_ANALYSIS_MAXIMUMCLOSURE_H
#define COCC_COMPILER_ANALYSIS_MAXIMUMCLOSURE_H

#include <cstdint>
#include <vector>

namespace cocc {

class MaximumClosure {
public:
  /// A profit so low that the project is never chosen.
  static constexpr int64_t never = -(int64_t(1) << 60);

  MaximumClosure() : edges(2) {}

  /// Returns the project's id: 0, 1, ...
  unsigned addProject(int64_t profit);
  void require(unsigned project, unsigned required);
  /// Which projects are in the set. Empty where no set has a positive profit.
  std::vector<bool> solve();

private:
  static constexpr int64_t unlimited = int64_t(1) << 62;
  static constexpr unsigned source = 0, sink = 1, firstProject = 2;

  struct Edge {
    unsigned to;
    unsigned reverse;
    int64_t capacity;
  };

  void addEdge(unsigned from, unsigned to, int64_t capacity);
  /// Distances from the source along edges with capacity left; -1 if none.
  std::vector<int> findDistances() const;
  /// Sends what it can along one shortest path, `next` being each node's first
  /// edge that may lie on one. False where there is none.
  bool push(const std::vector<int> &distances, std::vector<unsigned> &next);

  std::vector<std::vector<Edge>> edges;
};

} // namespace cocc

#endif // COCC_COMPILER_ANALYSIS_MAXIMUMCLOSURE_H
