//===- StartChoice.cpp ----------------------------------------------------===//

#include "compiler/analysis/StartChoice.h"
#include <algorithm>
#include <bit>
#include <map>

using namespace cocc;

static constexpr unsigned none = ~0u;

int64_t StartChoice::getFirstSpacing() const {
  int64_t all = 0, longest = 1;
  for (unsigned node = 0; node < graph.nodes.size(); ++node) {
    int64_t shifts =
        (range.latest[node] - range.earliest[node]) / graph.nodes[node].shift;
    all += shifts;
    longest = std::max(longest, shifts);
  }
  return all <= mostChoices ? 1 : std::bit_floor(uint64_t(longest));
}

/// All within the node's range where they are few enough, else its equal share
/// on either side.
void StartChoice::listChoices(const Starts &starts, int64_t spacing) {
  int64_t share =
      std::max<int64_t>(1, mostChoices / (2 * int64_t(graph.nodes.size())));
  if (getFirstSpacing() == 1)
    share = mostChoices;
  choices.assign(graph.nodes.size(), {});
  for (unsigned node = 0; node < graph.nodes.size(); ++node) {
    int64_t step = spacing * graph.nodes[node].shift;
    int64_t before = (starts[node] - range.earliest[node]) / step;
    int64_t after = (range.latest[node] - starts[node]) / step;
    for (int64_t i = -std::min(before, share); i <= std::min(after, share); ++i)
      choices[node].push_back(starts[node] + i * step);
  }
  for (unsigned node = 0; node < graph.nodes.size(); ++node) {
    dropTooEarly(node);
    dropUnreachable(node);
  }
}

void StartChoice::dropTooEarly(unsigned node) {
  int64_t least = choices[node].front();
  for (const RetimingGraph::Edge &edge : graph.edges)
    if (edge.to == node)
      least = std::max(
          least, getEarliestStart(graph, edge, choices[edge.from].front()));
  Starts &all = choices[node];
  all.erase(all.begin(), std::lower_bound(all.begin(), all.end(), least));
}

/// The operand's starts are whole periods apart: each leads to the same ones.
void StartChoice::dropUnreachable(unsigned node) {
  Starts &all = choices[node];
  for (const RetimingGraph::Edge &edge : graph.edges) {
    if (edge.to != node)
      continue;
    auto isUnreachable = [&](int64_t start) {
      int64_t from = range.earliest[edge.from];
      return start != range.earliest[node] &&
             !canStart(graph, edge, from, start);
    };
    all.erase(std::remove_if(all.begin(), all.end(), isUnreachable), all.end());
  }
}

void StartChoice::requireStart(unsigned project, unsigned node, int64_t start) {
  const Starts &all = choices[node];
  size_t i = std::lower_bound(all.begin(), all.end(), start) - all.begin();
  if (i == all.size())
    closure.require(project, never);
  else if (i > 0)
    closure.require(project, firstProjects[node] + i - 1);
}

/// A node's later starts, each with what it saves.
void StartChoice::addStarts() {
  firstProjects.clear();
  std::vector<bool> isRead(graph.nodes.size(), false);
  for (const RetimingGraph::Edge &edge : graph.edges)
    isRead[edge.from] = true;
  for (unsigned node = 0; node < graph.nodes.size(); ++node) {
    const RetimingGraph::Node &own = graph.nodes[node];
    firstProjects.push_back(0);
    for (size_t i = 1; i < choices[node].size(); ++i) {
      int64_t frames = (choices[node][i] - choices[node][i - 1]) / own.period;
      unsigned project =
          closure.addProject(isRead[node] ? frames * own.frameBytes : 0);
      if (i == 1)
        firstProjects[node] = project;
      else
        closure.require(project, project - 1);
    }
  }
}

/// A reader starts when the frames that it needs are there.
void StartChoice::addReaders() {
  for (const RetimingGraph::Edge &edge : graph.edges)
    for (size_t i = 1; i < choices[edge.from].size(); ++i)
      requireStart(firstProjects[edge.from] + i - 1, edge.to,
                   getEarliestStart(graph, edge, choices[edge.from][i]));
}

/// The histories beyond the least that a value may have, each with what it
/// costs; all as if what is read started at its earliest.
void StartChoice::addRings() {
  auto historyFor = [&](const RetimingGraph::Edge &edge, int64_t start) {
    return getHistory(graph, edge, range.earliest[edge.from], start);
  };
  /// The projects that need each history.
  std::vector<std::map<int64_t, std::vector<unsigned>>> rings(
      graph.nodes.size());
  Starts least(graph.nodes.size(), 0);
  // A later start saves no more frames than there are.
  for (unsigned node = 0; node < graph.nodes.size(); ++node)
    for (size_t i = 0; i < choices[node].size(); ++i) {
      int64_t frames =
          (choices[node][i] - range.earliest[node]) / graph.nodes[node].period;
      if (i == 0)
        least[node] = frames;
      else
        rings[node][frames].push_back(firstProjects[node] + i - 1);
    }
  for (const RetimingGraph::Edge &edge : graph.edges)
    least[edge.from] =
        std::max(least[edge.from], historyFor(edge, choices[edge.to].front()));
  for (const RetimingGraph::Edge &edge : graph.edges)
    for (size_t i = 1; i < choices[edge.to].size(); ++i) {
      int64_t history = historyFor(edge, choices[edge.to][i]);
      if (history > least[edge.from])
        rings[edge.from][history].push_back(firstProjects[edge.to] + i - 1);
    }
  for (unsigned node = 0; node < graph.nodes.size(); ++node) {
    int64_t last = least[node];
    unsigned shorter = none;
    for (const auto &[history, readers] : rings[node]) {
      if (history <= last)
        continue;
      unsigned ring =
          closure.addProject(-(history - last) * graph.nodes[node].frameBytes);
      if (shorter != none)
        closure.require(ring, shorter);
      for (unsigned reader : readers)
        closure.require(reader, ring);
      last = history;
      shorter = ring;
    }
  }
}

bool StartChoice::improve(Starts &starts, int64_t spacing) {
  listChoices(starts, spacing);
  closure = MaximumClosure();
  never = closure.addProject(MaximumClosure::never);
  addStarts();
  addReaders();
  addRings();
  std::vector<bool> chosen = closure.solve();
  Starts found = starts;
  for (unsigned node = 0; node < graph.nodes.size(); ++node) {
    size_t later = 0;
    while (later + 1 < choices[node].size() &&
           chosen[firstProjects[node] + later])
      ++later;
    found[node] = choices[node][later];
  }
  bool saves = getHistoryBytes(graph, found) < getHistoryBytes(graph, starts);
  if (saves)
    starts = found;
  return saves;
}
