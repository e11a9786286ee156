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

bool MaximumClosure::push(const std::vector<int> &distances,
                          std::vector<unsigned> &next) {
  std::vector<Edge *> path;
  for (unsigned at = source; at != sink;) {
    unsigned &i = next[at];
    while (i < edges[at].size() &&
           (edges[at][i].capacity == 0 ||
            distances[edges[at][i].to] != distances[at] + 1))
      ++i;
    if (i < edges[at].size()) {
      path.push_back(&edges[at][i]);
      at = path.back()->to;
      continue;
    }
    if (path.empty())
      return false;
    at = edges[at][path.back()->reverse].to;
    path.pop_back();
    ++next[at];
  }
  int64_t amount = unlimited;
  for (Edge *edge : path)
    amount = std::min(amount, edge->capacity);
  for (Edge *edge : path) {
    edge->capacity -= amount;
    edges[edge->to][edge->reverse].capacity += amount;
  }
  return true;
}

std::vector<bool> MaximumClosure::solve() {
  std::vector<int> distances = findDistances();
  for (; distances[sink] >= 0; distances = findDistances()) {
    std::vector<unsigned> next(edges.size(), 0);
    while (push(distances, next))
      ;
  }
  std::vector<bool> chosen;
  for (unsigned node = firstProject; node < edges.size(); ++node)
    chosen.push_back(distances[node] >= 0);
  return chosen;
}
