//===- TorchLoops.cpp -----------------------------------------------------===//

#include "frontends/torch/TorchLoops.h"
#include "frontends/torch/LowerOrder.h"
#include "frontends/torch/TorchLoopForm.h"
#include "frontends/torch/TorchLoopWriter.h"
#include "frontends/torch/TorchViews.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Writes one iteration in the place of all.
class Roller {
public:
  Roller(TorchProgram &program, LoopBody body)
      : program(program), body(std::move(body)), writer(program, nodes) {}

  void run();

private:
  TorchNode single(const TorchNode &origin, StringRef target,
                   const std::string &self, TorchTensorType type);
  std::string frameOf(size_t family, bool keepsDim);
  std::string nameOf(const LoopValue &value, int64_t iteration);
  std::string atIteration(const TorchNode &origin, const std::string &name,
                          int64_t iteration);
  std::string use(const TorchNode &origin, const LoopUse &use);
  void writeEarly();
  void writeModel();
  bool isOfLoop(const std::string &name) const;
  void prepareNewest(const TorchNode &origin, const std::string &name);
  std::string newest(const TorchNode &origin, const std::string &name);
  void writeCollection(const LoopCollection &collection,
                       const std::string &value);
  void writeBehind();

  TorchProgram &program;
  LoopBody body;
  /// What the program returns is of no call.
  TorchNode output;
  std::vector<TorchNode> nodes;
  LoopWriter writer;
};

/// A call of one tensor, whose other arguments the caller adds.
TorchNode Roller::single(const TorchNode &origin, StringRef target,
                         const std::string &self, TorchTensorType type) {
  std::string name = target.split('.').second.split('.').first.str();
  TorchNode node =
      writer.call(origin, target, self + "_" + name, std::move(type));
  node.arguments = {tensorArgument("self", self)};
  return node;
}

std::string Roller::frameOf(size_t family, bool keepsDim) {
  const TorchFamily &taken = body.families[family];
  const TorchNode *origin = nullptr;
  for (const TorchNode &node : program.nodes)
    if (is_contained(node.results, taken.frames.front().first))
      origin = &node;
  std::string name = writer.frame(*origin, taken.source, taken.dim);
  if (!keepsDim)
    return name;
  std::string kept = taken.frames.front().first + "_kept";
  if (program.tensors.count(kept))
    return kept;
  TorchTensorType type = writer.typeOf(name);
  type.sizes.insert(type.sizes.begin() + taken.dim, TorchInt{1, ""});
  TorchNode node =
      writer.call(*origin, "aten.unsqueeze.default", kept, std::move(type));
  node.arguments = {tensorArgument("self", name),
                    integerArgument("dim", taken.dim)};
  writer.add(node);
  return node.name;
}

/// What `value` is called in its own iteration.
std::string Roller::nameOf(const LoopValue &value, int64_t iteration) {
  if (value.kind == LoopPlace::Outside)
    return value.name;
  if (value.kind == LoopPlace::Frame)
    return frameOf(value.at, value.part);
  if (iteration < body.start)
    return body.iterations[iteration][value.at]->results[value.part];
  std::string own = body.iterations[body.start][value.at]->results[value.part];
  return own.empty()
             ? body.iterations[body.model()][value.at]->results[value.part]
             : own;
}

/// What the value `name` of some iteration is when iteration `iteration` runs.
std::string Roller::atIteration(const TorchNode &origin,
                                const std::string &name, int64_t iteration) {
  LoopValue value = body.see(name, iteration);
  return writer.previous(origin, nameOf(value, iteration - value.lag),
                         std::vector<std::string>(value.lag));
}

std::string Roller::use(const TorchNode &origin, const LoopUse &use) {
  std::vector<std::string> initial(use.usual.lag);
  std::map<int64_t, std::string> early = use.early;
  // What a loop begins with is what was there before the first frame.
  for (int64_t i = 0; i < use.usual.lag; ++i)
    if (auto found = early.find(i);
        found != early.end() &&
        body.placeOf(found->second).kind == LoopPlace::Outside) {
      initial[use.usual.lag - 1 - i] = found->second;
      early.erase(found);
    }
  std::string value =
      writer.previous(origin, nameOf(use.usual, body.model()), initial);
  for (const auto &[iteration, name] : early)
    value = writer.choose(origin, iteration,
                          atIteration(origin, name, iteration), value);
  return value;
}

static void setTensors(TorchNode &node, ArrayRef<std::string> names) {
  for (TorchArgument &argument : node.arguments)
    for (std::string &name : argument.tensors) {
      name = names.front();
      names = names.drop_front();
    }
}

/// The iterations before the loop's own, each as if it were run at all frames.
void Roller::writeEarly() {
  for (int64_t i = 0; i < body.start; ++i)
    for (const TorchNode *node : body.iterations[i]) {
      std::vector<std::string> names;
      for (const std::string &name : tensorsOf(*node))
        names.push_back(name.empty() ? name : atIteration(*node, name, i));
      TorchNode made = *node;
      setTensors(made, names);
      writer.add(std::move(made));
    }
}

void Roller::writeModel() {
  for (auto [at, node] : enumerate(body.iterations[body.start])) {
    std::vector<std::string> names;
    for (const LoopUse &each : body.operands[at])
      names.push_back(use(*node, each));
    TorchNode made = *node;
    setTensors(made, names);
    for (auto [part, name] : enumerate(made.results))
      name = nameOf({LoopPlace::Inside, at, part, 0}, body.model());
    writer.add(std::move(made));
  }
}

bool Roller::isOfLoop(const std::string &name) const {
  LoopPlace::Kind kind = body.placeOf(name).kind;
  return kind == LoopPlace::Frame || kind == LoopPlace::Inside;
}

void Roller::prepareNewest(const TorchNode &origin, const std::string &name) {
  if (isOfLoop(name))
    atIteration(origin, name, body.count - 1);
}

/// What the value `name` of the last iterations is behind the clip.
std::string Roller::newest(const TorchNode &origin, const std::string &name) {
  if (!isOfLoop(name))
    return name;
  std::string value = atIteration(origin, name, body.count - 1);
  std::string clip = writer.clip(origin, value, 0, {body.count, ""});
  TorchNode node =
      single(origin, "aten.select.int", clip, writer.typeOf(value));
  node.arguments.push_back(integerArgument("dim", 0));
  node.arguments.push_back(integerArgument("index", -1));
  writer.add(node);
  return node.name;
}

void Roller::writeCollection(const LoopCollection &collection,
                             const std::string &value) {
  const TorchNode &node = *collection.node;
  TorchTensorType result = writer.typeOf(node.results.front());
  const TorchArgument *given = node.find("dim");
  int64_t dim = given && !given->ints.empty() ? given->ints.front().value : 0;
  dim += dim < 0 ? result.sizes.size() : 0;
  std::string clip = writer.clip(node, value, dim, {body.count, ""});
  if (collection.first > 0 || collection.end < body.count) {
    TorchTensorType part = writer.typeOf(clip);
    part.sizes[dim].value = collection.end - collection.first;
    TorchNode slice = single(node, "aten.slice.Tensor", clip, part);
    slice.arguments.push_back(integerArgument("dim", dim));
    slice.arguments.push_back(integerArgument("start", collection.first));
    slice.arguments.push_back(integerArgument(
        "end", collection.end < body.count ? collection.end : INT64_MAX));
    clip = slice.name;
    writer.add(std::move(slice));
  }
  TorchNode last = node;
  last.arguments = {tensorArgument("self", clip)};
  last.target = "aten.alias.default";
  if (shortName(node) != "stack") {
    last.target = "aten.flatten.using_ints";
    last.arguments.push_back(integerArgument("start_dim", dim));
    last.arguments.push_back(integerArgument("end_dim", dim + 1));
  }
  writer.add(std::move(last));
}

void Roller::writeBehind() {
  for (const TorchNode *node : body.behind) {
    std::vector<std::string> names;
    for (const std::string &name : tensorsOf(*node))
      names.push_back(newest(*node, name));
    TorchNode made = *node;
    setTensors(made, names);
    writer.add(std::move(made));
  }
  for (std::string &name : program.outputs)
    name = newest(output, name);
}

void Roller::run() {
  for (const TorchNode *node : body.outside)
    writer.add(*node);
  for (size_t family = 0; family < body.families.size(); ++family)
    frameOf(family, false);
  writeEarly();
  writeModel();
  std::vector<std::string> collected;
  for (const LoopCollection &collection : body.collections)
    collected.push_back(use(*collection.node, collection.value));
  // What is read behind the loop may be of iterations before the last.
  for (const TorchNode *node : body.behind)
    for (const std::string &name : tensorsOf(*node))
      prepareNewest(*node, name);
  for (const std::string &name : program.outputs)
    prepareNewest(output, name);
  writer.carry();
  for (auto [collection, value] : zip_equal(body.collections, collected))
    writeCollection(collection, value);
  writeBehind();
  program.nodes = std::move(nodes);
}

/// Leaves the types of those tensors alone that the program has still: names
/// mean others in other programs.
void forgetTypes(TorchProgram &program) {
  StringSet<> known;
  for (const auto &constant : program.constantNames)
    known.insert(constant.first);
  for (const std::string &input : program.inputs)
    known.insert(input);
  for (const TorchNode &node : program.nodes)
    for (const std::string &name : node.results)
      known.insert(name);
  std::erase_if(program.tensors, [&](const auto &entry) {
    return !known.contains(entry.first);
  });
}

/// Makes one iteration of the loop along `family`, and of those beside it.
bool rollLoop(TorchProgram &program, const TorchFamily &family,
              Problem &problem) {
  std::optional<LoopBody> body = readLoop(program, family, problem);
  if (!body)
    return false;
  Roller(program, std::move(*body)).run();
  keepLive(program);
  forgetTypes(program);
  return true;
}

/// A loop makes more calls of a longer clip.
bool haveLoops(ArrayRef<TorchProgram> programs) {
  return any_of(programs, [&](const TorchProgram &program) {
    return program.nodes.size() != programs.front().nodes.size();
  });
}

} // namespace

bool rollLoops(MutableArrayRef<TorchProgram> programs, Problem &problem) {
  if (!haveLoops(programs))
    return true;
  for (bool isFirst = true;; isFirst = false) {
    auto findAll = [&] {
      std::vector<std::vector<TorchFamily>> families;
      for (const TorchProgram &program : programs)
        families.push_back(findFamilies(program));
      return findLoop(families);
    };
    if (isFirst)
      for (TorchProgram &program : programs)
        if (!bringToForm(program, problem))
          return false;
    std::vector<TorchFamily> loop = findAll();
    if (loop.empty())
      return true;
    for (auto [program, family] : zip_equal(programs, loop))
      if (!rollLoop(program, family, problem))
        return false;
  }
}

} // namespace cocc::frontends
