//===- TorchFamilies.cpp --------------------------------------------------===//

#include "frontends/torch/TorchFamilies.h"
#include "frontends/torch/TorchViews.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

int64_t extentAlong(const TorchProgram &program, const std::string &tensor,
                    int64_t &dim) {
  auto type = program.tensors.find(tensor);
  if (type == program.tensors.end())
    return 0;
  const auto &sizes = type->second.sizes;
  if (dim < 0)
    dim += sizes.size();
  return dim < 0 || dim >= static_cast<int64_t>(sizes.size())
             ? 0
             : sizes[dim].value;
}

namespace {

int64_t readInt(const TorchNode &node, StringRef parameter, int64_t usual) {
  const TorchArgument *argument = node.find(parameter);
  return argument && argument->ints.size() == 1 ? argument->ints.front().value
                                                : usual;
}

bool isOnePlace(const TorchProgram &program, const std::string &tensor,
                int64_t dim) {
  return extentAlong(program, tensor, dim) == 1;
}

/// A family of fewer places is no loop that anybody wrote.
constexpr size_t leastPlaces = 3;

class FamilyFinder {
public:
  explicit FamilyFinder(const TorchProgram &program) : program(program) {}

  std::vector<TorchFamily> run();

private:
  void visit(const TorchNode &node);
  void takeOne(const TorchNode &node, int64_t dim, int64_t index,
               bool keepsDim);
  void takeAll(const TorchNode &node, int64_t dim, bool keepsDim);
  TorchFamily &familyOf(const std::string &source, int64_t dim, int64_t count);

  const TorchProgram &program;
  std::vector<TorchFamily> families;
};

TorchFamily &FamilyFinder::familyOf(const std::string &source, int64_t dim,
                                    int64_t count) {
  for (TorchFamily &family : families)
    if (family.source == source && family.dim == dim)
      return family;
  return families.emplace_back(TorchFamily{source, dim, count, {}});
}

void FamilyFinder::takeOne(const TorchNode &node, int64_t dim, int64_t index,
                           bool keepsDim) {
  const std::string &source = node.arguments.front().tensors.front();
  int64_t count = extentAlong(program, source, dim);
  if (index < 0)
    index += count;
  if (node.results.size() == 1 && index >= 0 && index < count &&
      (!keepsDim || isOnePlace(program, node.results.front(), dim)))
    familyOf(source, dim, count)
        .frames.push_back({node.results.front(), {index, keepsDim}});
}

/// What takes a dimension apart into places.
void FamilyFinder::takeAll(const TorchNode &node, int64_t dim, bool keepsDim) {
  const std::string &source = node.arguments.front().tensors.front();
  int64_t count = extentAlong(program, source, dim);
  auto isPlace = [&](const std::string &name) {
    return name.empty() || !keepsDim || isOnePlace(program, name, dim);
  };
  if (static_cast<int64_t>(node.results.size()) != count ||
      !all_of(node.results, isPlace))
    return;
  TorchFamily &family = familyOf(source, dim, count);
  for (auto [index, name] : enumerate(node.results))
    if (!name.empty())
      family.frames.push_back({name, {static_cast<int64_t>(index), keepsDim}});
}

void FamilyFinder::visit(const TorchNode &node) {
  if (!takesTensorFirst(node))
    return;
  StringRef name = shortName(node);
  int64_t dim = readInt(node, "dim", 0);
  if (name == "select")
    takeOne(node, dim, readInt(node, "index", 0), false);
  else if (is_contained({"narrow", "slice"}, name))
    takeOne(node, dim, readInt(node, "start", 0), true);
  else if (name == "unbind")
    takeAll(node, dim, false);
  else if (is_contained({"split", "chunk", "split_with_sizes", "tensor_split"},
                        name))
    takeAll(node, dim, true);
}

std::vector<TorchFamily> FamilyFinder::run() {
  for (const TorchNode &node : program.nodes)
    visit(node);
  erase_if(families, [](const TorchFamily &family) {
    std::vector<bool> isTaken(family.count, false);
    for (const auto &frame : family.frames)
      isTaken[frame.second.index] = true;
    size_t places = llvm::count(isTaken, true);
    // A loop over every fourth frame is one still, that is refused as such.
    return places < leastPlaces || 4 * places + 4 < isTaken.size();
  });
  return std::move(families);
}

} // namespace

std::vector<TorchFamily> findFamilies(const TorchProgram &program) {
  return FamilyFinder(program).run();
}

std::vector<TorchFamily> findLoop(ArrayRef<std::vector<TorchFamily>> families) {
  for (size_t place = 0;; ++place) {
    std::vector<TorchFamily> found;
    for (const std::vector<TorchFamily> &each : families)
      if (place < each.size())
        found.push_back(each[place]);
    if (found.size() < families.size())
      return {};
    bool isLoop = any_of(found, [&](const TorchFamily &family) {
      return family.count != found.front().count;
    });
    if (isLoop)
      return found;
  }
}

} // namespace cocc::frontends
