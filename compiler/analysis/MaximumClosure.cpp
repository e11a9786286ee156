//===- MaximumClosure.cpp -------------------------------------------------===//

#include "compiler/analysis/MaximumClosure.h"
#include <algorithm>

using namespace cocc;

void MaximumClosure::addEdge(unsigned from, unsigned to, int64_t capacity) {
  unsigned forward = edges[from].size(), backward = edges[to].size();
  edges[from].push_back({to, backward, capacity});
  edges[to].push_back({from, forward, 0});
}

unsigned MaximumClosure::addProject(int64_t profit) {
  unsigned node = edges.size();
  edges.emplace_back();
  if (profit > 0)
    addEdge(source, node, profit);
  else if (profit < 0)
    addEdge(node, sink, -profit);
  return node - firstProject;
}

void MaximumClosure::require(unsigned project, unsigned required) {
  addEdge(project + firstProject, required + firstProject, unlimited);
}

std::vector<int> MaximumClosure::findDistances() const {
  std::vector<int> distances(edges.size(), -1);
  std::vector<unsigned> queue = {source};
  distances[source] = 0;
  for (size_t head = 0; head < queue.size(); ++head)
    for (const Edge &edge : edges[queue[head]])
      if (edge.capacity > 0 && distances[edge.to] < 0) {
        distances[edge.to] = distances[queue[head]] + 1;
        queue.push_back(edge.to);
      }
  return distances;
}

int64_t MaximumClosure::push(unsigned from, int64_t amount,
                             const std::vector<int> &distances,
                             std::vector<unsigned> &next) {
  if (from == sink)
    return amount;
  for (unsigned &i = next[from]; i < edges[from].size(); ++i) {
    Edge &edge = edges[from][i];
    if (edge.capacity == 0 || distances[edge.to] != distances[from] + 1)
      continue;
    int64_t pushed =
        push(edge.to, std::min(amount, edge.capacity), distances, next);
    if (pushed == 0)
      continue;
    edge.capacity -= pushed;
    edges[edge.to][edge.reverse].capacity += pushed;
    return pushed;
  }
  return 0;
}

std::vector<bool> MaximumClosure::solve() {
  std::vector<int> distances = findDistances();
  for (; distances[sink] >= 0; distances = findDistances()) {
    std::vector<unsigned> next(edges.size(), 0);
    while (push(source, unlimited, distances, next) > 0)
      ;
  }
  std::vector<bool> chosen;
  for (unsigned node = firstProject; node < edges.size(); ++node)
    chosen.push_back(distances[node] >= 0);
  return chosen;
}
