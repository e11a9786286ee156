//===- TorchLoopWrites.cpp ------------------------------------------------===//

#include "frontends/torch/TorchLoopWrites.h"
#include "frontends/torch/TorchFamilies.h"
#include "frontends/torch/TorchLoopWriter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A call of cocc.write that fills one place along one dimension.
struct PlaceWrite {
  int64_t dim = 0, index = 0;
  bool isSelect = false;
};

class WriteStacker {
public:
  explicit WriteStacker(TorchProgram &program) : program(program) {}

  void run();

private:
  std::optional<PlaceWrite> readWrite(const TorchNode &node) const;
  bool isWhole(const TorchNode &node, const PlaceWrite &write) const;
  void countUses();
  std::vector<size_t> chainTo(size_t last, const PlaceWrite &write) const;
  void stack(size_t last, std::vector<TorchNode> &before);
  std::string placeOf(const std::string &base, const PlaceWrite &write,
                      const TorchNode &origin, std::vector<TorchNode> &before);

  TorchProgram &program;
  /// By the names of results: how often they are read, and by which call they
  /// are made.
  StringMap<int> uses;
  StringMap<size_t> madeBy;
  StringSet<> written;
};

/// Places that nothing is written to, of which there may be a few.
constexpr size_t mostLeft = 4;

std::optional<PlaceWrite> WriteStacker::readWrite(const TorchNode &node) const {
  if (node.target != "cocc.write.default" || node.results.size() != 1)
    return std::nullopt;
  std::optional<PlaceWrite> found;
  for (size_t part = 0; part < node.find("dims")->ints.size(); ++part) {
    auto number = [&](StringRef parameter) {
      return node.find(parameter)->ints[part].value;
    };
    PlaceWrite write = {number("dims"), number("starts"),
                        node.find("selects")->bools[part]};
    int64_t extent =
        extentAlong(program, node.arguments.front().tensors.front(), write.dim);
    write.index += write.index < 0 ? extent : 0;
    // A slice of all that there is, as in x[:, t], chooses nothing.
    if (!write.isSelect && write.index == 0 && number("ends") >= extent &&
        number("steps") == 1)
      continue;
    bool isOne = write.isSelect || number("ends") == write.index + 1;
    if (found || !isOne || write.index < 0 || write.index >= extent)
      return std::nullopt;
    found = write;
  }
  return found && isWhole(node, *found) ? found : std::nullopt;
}

/// Whether what is written has the form of the place, and its type.
bool WriteStacker::isWhole(const TorchNode &node,
                           const PlaceWrite &write) const {
  auto into = program.tensors.find(node.arguments[0].tensors.front());
  const std::vector<std::string> &sources = node.arguments[1].tensors;
  auto from = sources.empty() ? program.tensors.end()
                              : program.tensors.find(sources.front());
  if (into == program.tensors.end() || from == program.tensors.end() ||
      into->second.type != from->second.type)
    return false;
  auto sizes = into->second.sizes;
  sizes[write.dim].value = 1;
  if (write.isSelect)
    sizes.erase(sizes.begin() + write.dim);
  return std::equal(
      sizes.begin(), sizes.end(), from->second.sizes.begin(),
      from->second.sizes.end(),
      [](const TorchInt &a, const TorchInt &b) { return a.value == b.value; });
}

void WriteStacker::countUses() {
  for (auto [place, node] : enumerate(program.nodes)) {
    for (const TorchArgument &argument : node.arguments)
      for (const std::string &name : argument.tensors)
        ++uses[name];
    for (const std::string &name : node.results)
      madeBy[name] = place;
    if (readWrite(node))
      written.insert(node.arguments.front().tensors.front());
  }
  for (const std::string &name : program.outputs)
    ++uses[name];
}

/// The writes that fill one tensor, the last of them first.
std::vector<size_t> WriteStacker::chainTo(size_t last,
                                          const PlaceWrite &write) const {
  std::vector<size_t> chain = {last};
  for (;;) {
    const std::string &base =
        program.nodes[chain.back()].arguments.front().tensors.front();
    auto maker = madeBy.find(base);
    if (maker == madeBy.end() || uses.lookup(base) != 1)
      return chain;
    std::optional<PlaceWrite> before = readWrite(program.nodes[maker->second]);
    if (!before || before->dim != write.dim ||
        before->isSelect != write.isSelect)
      return chain;
    chain.push_back(maker->second);
  }
}

/// A place that is as it was before the writes.
std::string WriteStacker::placeOf(const std::string &base,
                                  const PlaceWrite &write,
                                  const TorchNode &origin,
                                  std::vector<TorchNode> &before) {
  LoopWriter writer(program, before);
  TorchTensorType type = writer.typeOf(base);
  type.sizes[write.dim].value = 1;
  if (write.isSelect)
    type.sizes.erase(type.sizes.begin() + write.dim);
  TorchNode node = writer.call(
      origin, write.isSelect ? "aten.select.int" : "aten.narrow.default",
      base + "_place", type);
  node.arguments = {
      tensorArgument("self", base), integerArgument("dim", write.dim),
      integerArgument(write.isSelect ? "index" : "start", write.index)};
  if (!write.isSelect)
    node.arguments.push_back(integerArgument("length", 1));
  std::string name = node.name;
  before.push_back(std::move(node));
  return name;
}

void WriteStacker::stack(size_t last, std::vector<TorchNode> &before) {
  TorchNode &node = program.nodes[last];
  std::optional<PlaceWrite> write = readWrite(node);
  if (!write || written.contains(node.results.front()))
    return;
  std::vector<size_t> chain = chainTo(last, *write);
  const std::string base =
      program.nodes[chain.back()].arguments.front().tensors.front();
  std::vector<std::string> places(extentAlong(program, base, write->dim));
  for (size_t each : reverse(chain))
    places[readWrite(program.nodes[each])->index] =
        program.nodes[each].arguments[1].tensors.front();
  if (static_cast<size_t>(llvm::count(places, "")) > mostLeft ||
      places.size() <= 2 * mostLeft)
    return;
  for (auto [index, name] : enumerate(places))
    if (name.empty())
      name = placeOf(base,
                     {write->dim, static_cast<int64_t>(index), write->isSelect},
                     node, before);
  node.target = write->isSelect ? "aten.stack.default" : "aten.cat.default";
  node.arguments = {tensorsArgument("tensors", places),
                    integerArgument("dim", write->dim)};
}

void WriteStacker::run() {
  countUses();
  std::vector<TorchNode> nodes;
  for (size_t place = 0; place < program.nodes.size(); ++place) {
    stack(place, nodes);
    nodes.push_back(program.nodes[place]);
  }
  program.nodes = std::move(nodes);
}

} // namespace

void stackWrites(TorchProgram &program) { WriteStacker(program).run(); }

} // namespace cocc::frontends
