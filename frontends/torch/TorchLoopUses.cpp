//===- TorchLoopUses.cpp --------------------------------------------------===//

#include "frontends/torch/TorchLoopUses.h"
#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

Problem problemAt(const TorchNode *node, const Twine &message) {
  Place place;
  std::string call;
  if (node) {
    place.origin = findOrigin(*node);
    call = "'" + node->target + "': ";
  }
  return {place, (call + message).str(), {}};
}

namespace {

class UseReader {
public:
  UseReader(const TorchProgram &program, LoopBody &body, Problem &problem)
      : program(program), body(body), problem(problem) {}

  bool run();

private:
  bool fail(const TorchNode *node, const Twine &message) {
    problem = problemAt(node, message);
    return false;
  }
  bool readOperands();
  bool checkOutside(const TorchNode &node, const LoopUse &use);
  bool checkBehind();
  bool readCollection(LoopCollection &collection);

  const TorchProgram &program;
  LoopBody &body;
  Problem &problem;
};

/// A tensor from outside of the loop is the same in all iterations, which one
/// that is made of the clip is not.
bool UseReader::checkOutside(const TorchNode &node, const LoopUse &use) {
  std::vector<std::string> names;
  if (use.usual.kind == LoopPlace::Outside)
    names.push_back(use.usual.name);
  for (const auto &early : use.early)
    names.push_back(early.second);
  for (const std::string &name : names)
    if (body.placeOf(name).kind == LoopPlace::Outside &&
        body.ofClip.contains(name))
      return fail(&node, "a loop over the frames reads '" + name +
                             "', which is made of the clip as a whole; an "
                             "iteration has the frames up to its own");
  return true;
}

bool UseReader::readOperands() {
  const auto &model = body.iterations[body.model()];
  for (auto [at, node] : enumerate(model)) {
    std::vector<LoopUse> uses;
    for (auto [slot, name] : enumerate(tensorsOf(*node))) {
      LoopUse use = {body.see(name, body.model()), {}};
      for (int64_t i = body.start;
           i < std::min(2 * mostEarly + body.start, body.model() + 1); ++i) {
        std::string here = tensorsOf(*body.iterations[i][at])[slot];
        bool isCarried = use.usual.kind == LoopPlace::Inside &&
                         i - use.usual.lag < body.start;
        if (use.usual.lag > 0 &&
            (isCarried || !(body.see(here, i) == use.usual)))
          use.early[i] = here;
      }
      if (!checkOutside(*node, use))
        return false;
      uses.push_back(std::move(use));
    }
    body.operands.push_back(std::move(uses));
  }
  for (int64_t i = 0; i < body.start; ++i)
    for (const TorchNode *node : body.iterations[i])
      for (const std::string &name : tensorsOf(*node))
        if (!checkOutside(*node, {{LoopPlace::Outside, 0, 0, 0, name}, {}}))
          return false;
  return true;
}

/// What is behind the loop may have the newest frame, and what all iterations
/// made.
bool UseReader::checkBehind() {
  auto isLate = [&](const std::string &name) {
    LoopPlace place = body.placeOf(name);
    return (place.kind != LoopPlace::Frame &&
            place.kind != LoopPlace::Inside) ||
           place.iteration >= body.count - mostEarly;
  };
  for (const TorchNode *node : body.behind)
    for (const std::string &name : tensorsOf(*node))
      if (!isLate(name))
        return fail(node,
                    "reads what iteration " +
                        Twine(body.placeOf(name).iteration) +
                        " of a loop over the frames has, when the clip's last "
                        "frame is known: of a loop a stream has the newest "
                        "iteration, or all in a torch.stack; a second loop "
                        "over the same frames may not begin with what the "
                        "first has left, nor run against time");
  for (const std::string &name : program.outputs)
    if (!isLate(name))
      return fail(nullptr, "the program returns what iteration " +
                               Twine(body.placeOf(name).iteration) +
                               " of a loop over the frames has; a stream has "
                               "the newest, or all in a torch.stack");
  return true;
}

bool UseReader::readCollection(LoopCollection &collection) {
  const TorchNode &node = *collection.node;
  const std::vector<std::string> &names = node.find("tensors")->tensors;
  int64_t size = names.size();
  // Where the list ends its tensors are the usual ones.
  int64_t shift = body.placeOf(names.back()).iteration - (size - 1);
  collection.first = std::max<int64_t>(shift, 0);
  collection.end = collection.first + size;
  if (collection.end > body.count)
    return fail(&node, "puts more tensors one behind the other than there are "
                       "frames; leave out the one before the loop, and pad the "
                       "clip instead");
  auto nameAt = [&](int64_t iteration) {
    return names[iteration - collection.first];
  };
  int64_t model = std::min(body.model(), collection.end - 1);
  collection.value.usual = body.see(nameAt(model), model);
  for (int64_t i = collection.first; i < collection.end; ++i) {
    LoopValue here = body.see(nameAt(i), i);
    bool isSpecial =
        here.kind == LoopPlace::Inside && i - here.lag < body.start;
    if (here == collection.value.usual && !isSpecial)
      continue;
    if (i >= 2 * mostEarly)
      return fail(&node, "puts what iteration " + Twine(i) +
                             " of a loop has behind what another has in its "
                             "place; all but the first few must be the same");
    collection.value.early[i] = nameAt(i);
  }
  return checkOutside(node, collection.value);
}

bool UseReader::run() {
  return readOperands() && checkBehind() &&
         all_of(body.collections, [&](LoopCollection &collection) {
           return readCollection(collection);
         });
}

} // namespace

bool readUses(const TorchProgram &program, LoopBody &body, Problem &problem) {
  return UseReader(program, body, problem).run();
}

} // namespace cocc::frontends
