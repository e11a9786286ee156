//===- TorchScan.cpp ------------------------------------------------------===//

#include "frontends/torch/TorchScan.h"
#include "frontends/torch/TorchLoopWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// What a scan is called with: of an associative one the clips are what it
/// begins with, too.
struct ScanCall {
  const TorchSubgraph *graph = nullptr;
  std::vector<std::string> initial, clips, others;
  bool isAssociative = false;

  size_t states() const {
    return isAssociative ? clips.size() : initial.size();
  }
};

std::optional<ScanCall> readScan(const TorchNode &node) {
  ScanCall scan;
  scan.isAssociative = node.target == "higher_order.associative_scan";
  size_t lists = scan.isAssociative ? 2 : 3;
  if ((node.target != "higher_order.scan" && !scan.isAssociative) ||
      node.arguments.size() != lists + 1 || !node.arguments.front().graph)
    return std::nullopt;
  scan.graph = node.arguments.front().graph.get();
  if (!scan.isAssociative)
    scan.initial = node.arguments[1].tensors;
  scan.clips = node.arguments[lists - 1].tensors;
  scan.others = node.arguments[lists].tensors;
  const auto &[inputs, outputs, nodes, tensors] = *scan.graph;
  bool isWhole =
      !scan.clips.empty() && node.results.size() == outputs.size() &&
      outputs.size() >= scan.states() &&
      inputs.size() == scan.states() + scan.clips.size() + scan.others.size();
  // A state that is handed on as it came is none that the graph makes.
  bool isMade = isWhole && all_of(outputs, [&](const std::string &name) {
                  return !is_contained(inputs, name) && tensors.count(name);
                });
  return isMade ? std::optional(scan) : std::nullopt;
}

/// Whether a state is handed on as it came, which PyTorch writes as a copy.
bool isKept(const ScanCall &scan, size_t state) {
  StringRef name = scan.graph->outputs[state];
  for (const TorchNode &node : reverse(scan.graph->nodes))
    if (node.target == "aten.clone.default" && node.results.front() == name)
      name = node.arguments.front().tensors.front();
  return !scan.isAssociative && name == scan.graph->inputs[state];
}

class ScanWriter {
public:
  ScanWriter(TorchProgram &program, std::vector<TorchNode> &nodes,
             const TorchNode &node, const ScanCall &scan)
      : program(program), writer(program, nodes), node(node), scan(scan) {}

  bool run();

private:
  bool areClips() const;
  void nameTensors();
  void nameInputs();
  void writeGraph();
  void chooseFirst();
  std::string stateOf(size_t state) const;
  void giveResults();

  TorchProgram &program;
  LoopWriter writer;
  const TorchNode &node;
  const ScanCall &scan;
  /// What the graph's values are called in the program.
  StringMap<std::string> names;
  std::vector<std::string> frames;
};

bool ScanWriter::areClips() const {
  return all_of(scan.clips, [&](const std::string &clip) {
    return !writer.typeOf(clip).sizes.empty();
  });
}

void ScanWriter::nameTensors() {
  auto add = [&](const std::string &name, const std::string &like,
                 const TorchTensorType &type) {
    names[name] = writer.call(node, "", node.name + "_" + like, type).name;
  };
  for (const auto &[name, type] : scan.graph->tensors)
    add(name, name, type);
}

/// The name of what an iteration leaves.
std::string ScanWriter::stateOf(size_t state) const {
  return names.lookup(scan.graph->outputs[state]) +
         (scan.isAssociative ? "_so_far" : "");
}

void ScanWriter::nameInputs() {
  ArrayRef<std::string> inputs = scan.graph->inputs;
  for (const std::string &clip : scan.clips)
    frames.push_back(writer.frame(node, clip, 0));
  for (size_t state = 0; state < scan.states(); ++state) {
    if (scan.isAssociative)
      program.tensors[stateOf(state)] = writer.typeOf(frames[state]);
    std::string initial = scan.isAssociative ? "" : scan.initial[state];
    names[inputs[state]] =
        isKept(scan, state) ? initial
                            : writer.previous(node, stateOf(state), {initial});
  }
  inputs = inputs.drop_front(scan.states());
  for (auto [name, frame] : zip(inputs, frames))
    names[name] = frame;
  for (auto [name, other] : zip(inputs.drop_front(frames.size()), scan.others))
    names[name] = other;
}

void ScanWriter::writeGraph() {
  auto rename = [&](std::string &name) {
    if (auto found = names.find(name); found != names.end())
      name = found->second;
  };
  for (TorchNode made : scan.graph->nodes) {
    for (TorchArgument &argument : made.arguments)
      for_each(argument.tensors, rename);
    for_each(made.results, rename);
    made.name = node.name + "_" + made.name;
    made.modulePath = node.modulePath;
    made.moduleClass = node.moduleClass;
    made.source = node.source;
    writer.add(std::move(made));
  }
}

/// An associative scan has the first frame as it is.
void ScanWriter::chooseFirst() {
  for (auto [state, frame] : enumerate(frames)) {
    std::string chosen =
        writer.choose(node, 0, frame, names[scan.graph->outputs[state]]);
    TorchNode made = node;
    made.target = "aten.alias.default";
    made.name = stateOf(state);
    made.results = {made.name};
    made.arguments = {tensorArgument("self", chosen)};
    writer.add(std::move(made));
  }
}

/// All that the iterations made, and of the states the newest.
void ScanWriter::giveResults() {
  TorchInt count = writer.typeOf(scan.clips.front()).sizes.front();
  for (auto [place, name] : enumerate(scan.graph->outputs)) {
    if (node.results[place].empty())
      continue;
    bool isState = place < scan.states();
    std::string clip =
        writer.clip(node, isState ? stateOf(place) : names[name], 0, count);
    TorchNode made = node;
    bool isNewest = isState && !scan.isAssociative;
    made.target = isNewest ? "aten.select.int" : "aten.alias.default";
    made.name = node.results[place];
    made.results = {made.name};
    made.arguments = {tensorArgument("self", clip)};
    if (isNewest) {
      made.arguments.push_back(integerArgument("dim", 0));
      made.arguments.push_back(integerArgument("index", -1));
    }
    writer.add(std::move(made));
  }
}

bool ScanWriter::run() {
  if (!areClips())
    return false;
  nameTensors();
  nameInputs();
  writeGraph();
  if (scan.isAssociative)
    chooseFirst();
  writer.carry();
  giveResults();
  return true;
}

} // namespace

void expandScans(TorchProgram &program) {
  std::vector<TorchNode> nodes;
  for (const TorchNode &node : program.nodes) {
    std::optional<ScanCall> scan = readScan(node);
    if (!scan || !ScanWriter(program, nodes, node, *scan).run())
      nodes.push_back(node);
  }
  program.nodes = std::move(nodes);
}

} // namespace cocc::frontends
