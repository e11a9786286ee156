//===- Graph.cpp ----------------------------------------------------------===//

#include "frontends/Graph.h"
#include "frontends/Suggestions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A list of layers, or the branches of a parallel.
struct List {
  const List *parent = nullptr;
  bool isBranches = false;
  std::vector<unsigned> members;
  std::map<StringRef, unsigned> names;
  /// The node that enters the list; none where the network has several inputs.
  std::optional<unsigned> entering;
};

/// What building needs to know of a node beside its GraphNode.
struct Membership {
  const List *list = nullptr;
  size_t place = 0;
  /// The list in a container.
  List *content = nullptr;
};

class GraphBuilder {
public:
  GraphBuilder(const NetworkDescription &network,
               function_ref<bool(const Layer &)> takesLaterFrames,
               Problem &problem)
      : network(network), takesLaterFrames(takesLaterFrames), problem(problem) {
  }

  std::optional<Graph> build();

private:
  bool fail(Place place, const Twine &message) {
    problem = {std::move(place), message.str(), {}};
    return false;
  }

  List *addList(const std::vector<Layer> &layers, const List *parent,
                const std::string &prefix, bool isBranches);
  bool connect(unsigned node);
  bool findFeeding(unsigned node, std::vector<unsigned> &feeding);
  bool find(const Name &name, const List *list, unsigned &found);
  bool findPath(const Name &name, unsigned &found);
  bool failToFind(const Name &name, StringRef part, ArrayRef<StringRef> known);
  bool sort();
  bool failWithCycle(ArrayRef<unsigned> cycle);

  /// The nodes that must come before `node`.
  ArrayRef<unsigned> getEarlier(unsigned node) const;

  const NetworkDescription &network;
  function_ref<bool(const Layer &)> takesLaterFrames;
  Problem &problem;
  Graph graph;
  std::vector<Membership> memberships;
  std::vector<std::unique_ptr<List>> lists;
};

List *GraphBuilder::addList(const std::vector<Layer> &layers,
                            const List *parent, const std::string &prefix,
                            bool isBranches) {
  List *list = lists.emplace_back(std::make_unique<List>()).get();
  list->parent = parent;
  list->isBranches = isBranches;
  for (const Layer &layer : layers) {
    unsigned node = graph.nodes.size();
    std::string path = prefix + layer.name.text;
    graph.nodes.push_back({&layer, path, {}});
    memberships.push_back({list, list->members.size(), nullptr});
    list->members.push_back(node);
    list->names[layer.name.text] = node;
    if (layer.kind != Layer::Kind::Operator)
      memberships[node].content = addList(layer.layers, list, path + ".",
                                          layer.kind == Layer::Kind::Parallel);
  }
  return list;
}

bool GraphBuilder::failToFind(const Name &name, StringRef part,
                              ArrayRef<StringRef> known) {
  return fail(name.place,
              "there is no layer '" + name.text + "'" +
                  (part == name.text
                       ? ""
                       : ": nothing there is called '" + part + "'") +
                  suggest(part, known));
}

/// A path of names from the outermost list on.
bool GraphBuilder::findPath(const Name &name, unsigned &found) {
  const List *list = lists.front().get();
  SmallVector<StringRef> parts;
  StringRef(name.text).split(parts, '.');
  for (StringRef part : parts) {
    if (!list)
      return failToFind(name, part, {});
    auto member = list->names.find(part);
    if (member == list->names.end())
      return failToFind(name, part, to_vector(make_first_range(list->names)));
    found = member->second;
    list = memberships[found].content;
  }
  return true;
}

bool GraphBuilder::find(const Name &name, const List *list, unsigned &found) {
  std::vector<StringRef> known;
  for (const auto &[index, input] : enumerate(network.inputs)) {
    found = index;
    if (name.text == input.name.text)
      return true;
    known.push_back(input.name.text);
  }
  if (StringRef(name.text).contains('.'))
    return findPath(name, found);
  for (; list; list = list->parent) {
    // A branch is no layer of the parallel's branches.
    if (list->isBranches)
      continue;
    auto member = list->names.find(name.text);
    if (member != list->names.end()) {
      found = member->second;
      return true;
    }
    append_range(known, make_first_range(list->names));
  }
  return failToFind(name, name.text, known);
}

bool GraphBuilder::findFeeding(unsigned node, std::vector<unsigned> &feeding) {
  const Membership &membership = memberships[node];
  const List &list = *membership.list;
  if (const auto &inputs = graph.nodes[node].layer->inputs) {
    for (const Name &name : *inputs)
      if (!find(name, &list, feeding.emplace_back()))
        return false;
    return true;
  }
  bool first = membership.place == 0 || list.isBranches;
  if (first && !list.entering)
    return fail(graph.nodes[node].layer->name.place,
                "the network has several inputs; say which of them '" +
                    graph.nodes[node].layer->called +
                    "' takes, as in 'inputs: " +
                    network.inputs.front().name.text + "'");
  feeding.push_back(first ? *list.entering
                          : list.members[membership.place - 1]);
  return true;
}

bool GraphBuilder::connect(unsigned node) {
  std::vector<unsigned> feeding;
  if (!findFeeding(node, feeding))
    return false;
  GraphNode &self = graph.nodes[node];
  List *content = memberships[node].content;
  if (!content) {
    self.inputs = std::move(feeding);
    return true;
  }
  if (feeding.size() != 1)
    return fail(self.layer->inputs->front().place,
                "'" + self.layer->called + "' takes one input, not " +
                    Twine(feeding.size()));
  content->entering = feeding.front();
  if (self.layer->kind == Layer::Kind::Parallel)
    self.inputs = content->members;
  else
    self.inputs = {content->members.empty() ? feeding.front()
                                            : content->members.back()};
  if (self.layer->kind == Layer::Kind::Residual)
    self.inputs.push_back(feeding.front());
  return true;
}

/// `cycle` goes against the stream: each node is fed by the next.
bool GraphBuilder::failWithCycle(ArrayRef<unsigned> cycle) {
  constexpr size_t shown = 12;
  Place place = graph.nodes[cycle.front()].layer->name.place;
  for (unsigned node : reverse(cycle))
    if (const auto &inputs = graph.nodes[node].layer->inputs)
      place = inputs->front().place;
  std::string text = "'" + graph.nodes[cycle.front()].path + "'";
  for (unsigned node : reverse(cycle.take_back(shown)))
    text += " -> '" + graph.nodes[node].path + "'";
  return fail(place, "layers feed each other in a circle: " + text +
                         (cycle.size() > shown ? " -> ..." : "") +
                         "; a 'previous' among them would make it a loop over "
                         "frames");
}

ArrayRef<unsigned> GraphBuilder::getEarlier(unsigned node) const {
  const GraphNode &self = graph.nodes[node];
  bool takesLater = self.layer->kind == Layer::Kind::Operator &&
                    takesLaterFrames(*self.layer);
  return takesLater ? ArrayRef<unsigned>() : ArrayRef(self.inputs);
}

bool GraphBuilder::sort() {
  enum State { Unseen, Open, Done };
  std::vector<State> states(graph.nodes.size(), Unseen);
  std::fill_n(states.begin(), network.inputs.size(), Done);
  // The open nodes, and how many of its inputs each has looked at.
  std::vector<unsigned> stack;
  std::vector<size_t> seen;
  for (unsigned root = 0; root < graph.nodes.size(); ++root) {
    if (states[root] == Unseen) {
      stack.push_back(root);
      seen.push_back(0);
      states[root] = Open;
    }
    while (!stack.empty()) {
      unsigned node = stack.back();
      ArrayRef<unsigned> inputs = getEarlier(node);
      if (seen.back() == inputs.size()) {
        states[node] = Done;
        graph.order.push_back(node);
        stack.pop_back();
        seen.pop_back();
        continue;
      }
      unsigned next = inputs[seen.back()++];
      if (states[next] == Open)
        return failWithCycle(ArrayRef(stack).drop_front(
            llvm::find(stack, next) - stack.begin()));
      if (states[next] == Unseen) {
        states[next] = Open;
        stack.push_back(next);
        seen.push_back(0);
      }
    }
  }
  return true;
}

std::optional<Graph> GraphBuilder::build() {
  unsigned inputs = network.inputs.size();
  graph.nodes.resize(inputs);
  memberships.resize(inputs);
  List *top = addList(network.layers, nullptr, "", /*isBranches=*/false);
  if (inputs == 1)
    top->entering = 0;
  for (unsigned node = inputs; node < graph.nodes.size(); ++node)
    if (!connect(node))
      return std::nullopt;
  for (const NetworkOutput &output : network.outputs)
    if (!find(output.layer, top, graph.outputs.emplace_back()))
      return std::nullopt;
  if (network.outputs.empty())
    graph.outputs.push_back(top->members.back());
  if (!sort())
    return std::nullopt;
  return std::move(graph);
}

} // namespace

std::optional<Graph>
buildGraph(const NetworkDescription &network,
           function_ref<bool(const Layer &)> takesLaterFrames,
           Problem &problem) {
  return GraphBuilder(network, takesLaterFrames, problem).build();
}

} // namespace cocc::frontends
