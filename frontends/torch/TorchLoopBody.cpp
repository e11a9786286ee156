//===- TorchLoopBody.cpp --------------------------------------------------===//

#include "frontends/torch/TorchLoopBody.h"
#include "frontends/torch/Lowering.h"
#include "frontends/torch/TorchLoopMatch.h"
#include "frontends/torch/TorchViews.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

std::vector<std::string> tensorsOf(const TorchNode &node) {
  std::vector<std::string> names;
  for (const TorchArgument &argument : node.arguments)
    llvm::append_range(names, argument.tensors);
  return names;
}

LoopValue LoopBody::see(const std::string &name, int64_t iteration) const {
  LoopPlace place = placeOf(name);
  if (place.kind == LoopPlace::Outside || place.kind == LoopPlace::Behind)
    return {place.kind, 0, 0, 0, name};
  return {place.kind, place.at, place.part, iteration - place.iteration};
}

namespace {

/// Sorts the calls of a program by where they are.
class Sorter {
public:
  Sorter(const TorchProgram &program, const TorchFamily &family)
      : program(program) {
    body.count = family.count;
    body.iterations.resize(family.count);
  }

  LoopBody run();

private:
  void readFamilies();
  bool takesFrames(const TorchNode &node);
  bool isCollection(const TorchNode &node) const;
  LoopPlace findPlace(const TorchNode &node) const;
  void visit(const TorchNode &node);

  const TorchProgram &program;
  LoopBody body;
  /// Families that a loop of so many iterations may run along, and which of
  /// them a name is of.
  std::vector<TorchFamily> candidates;
  StringMap<std::pair<size_t, TorchFrame>> frames;
  std::map<size_t, size_t> numbers;
};

void Sorter::readFamilies() {
  for (TorchFamily &family : findFamilies(program)) {
    if (family.count != body.count)
      continue;
    for (const auto &[name, frame] : family.frames)
      frames[name] = {candidates.size(), frame};
    candidates.push_back(std::move(family));
  }
}

/// Whether the call only takes frames of a clip that is there before the loop.
bool Sorter::takesFrames(const TorchNode &node) {
  bool isOne = false;
  for (const std::string &name : node.results) {
    auto found = frames.find(name);
    if (found == frames.end())
      continue;
    auto &[candidate, frame] = found->second;
    const std::string &source = candidates[candidate].source;
    if (body.placeOf(source).kind != LoopPlace::Outside ||
        !body.ofClip.contains(source))
      return false;
    auto [number, isNew] = numbers.try_emplace(candidate, body.families.size());
    if (isNew)
      body.families.push_back(candidates[candidate]);
    body.places[name] = {LoopPlace::Frame, frame.index, number->second,
                         frame.keepsDim};
    isOne = true;
  }
  return isOne;
}

/// Whether a call puts what the iterations made one behind the other: all but a
/// few of its tensors are of iterations that follow each other.
bool Sorter::isCollection(const TorchNode &node) const {
  const TorchArgument *list = node.find("tensors");
  constexpr int64_t fewest = 3;
  int64_t size = list ? list->tensors.size() : 0;
  if (!is_contained({"stack", "cat", "concat", "concatenate"},
                    shortName(node)) ||
      size < fewest || size < body.count - mostEarly)
    return false;
  int64_t inOrder = 1;
  while (inOrder < size) {
    LoopPlace here = body.placeOf(list->tensors[size - inOrder]),
              before = body.placeOf(list->tensors[size - inOrder - 1]);
    if (here.kind == LoopPlace::Behind || before.iteration < 0 ||
        before.iteration != here.iteration - 1)
      break;
    ++inOrder;
  }
  return inOrder >= fewest && inOrder >= size - mostEarly;
}

LoopPlace Sorter::findPlace(const TorchNode &node) const {
  LoopPlace found;
  for (const std::string &name : tensorsOf(node)) {
    LoopPlace place = body.placeOf(name);
    if (place.kind == LoopPlace::Behind)
      return place;
    if (place.kind != LoopPlace::Outside)
      found.kind = LoopPlace::Inside;
    found.iteration = std::max(found.iteration, place.iteration);
  }
  return found;
}

void Sorter::visit(const TorchNode &node) {
  bool isOfClip = any_of(tensorsOf(node), [&](const std::string &name) {
    return body.ofClip.contains(name);
  });
  if (isOfClip)
    for (const std::string &name : node.results)
      body.ofClip.insert(name);
  if (takesFrames(node))
    return;
  LoopPlace place = findPlace(node);
  if (place.kind == LoopPlace::Inside && isCollection(node)) {
    place = {LoopPlace::Behind};
    body.collections.push_back({&node, {}, 0, 0});
  } else if (place.kind == LoopPlace::Outside) {
    body.outside.push_back(&node);
  } else if (place.kind == LoopPlace::Behind) {
    body.behind.push_back(&node);
  } else {
    std::vector<const TorchNode *> &calls = body.iterations[place.iteration];
    place.at = calls.size();
    calls.push_back(&node);
  }
  if (place.kind != LoopPlace::Outside)
    for (auto [part, name] : enumerate(node.results)) {
      place.part = part;
      if (!name.empty())
        body.places[name] = place;
    }
}

LoopBody Sorter::run() {
  for (const std::string &input : program.inputs)
    body.ofClip.insert(input);
  readFamilies();
  for (const TorchNode &node : program.nodes)
    visit(node);
  return std::move(body);
}

} // namespace

std::optional<LoopBody> readLoop(const TorchProgram &program,
                                 const TorchFamily &family, Problem &problem) {
  LoopBody body = Sorter(program, family).run();
  if (!matchIterations(program, body, problem))
    return std::nullopt;
  return body;
}

} // namespace cocc::frontends
