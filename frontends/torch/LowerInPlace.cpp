//===- LowerInPlace.cpp - Programs that write into tensors ----------------===//

#include "frontends/torch/LowerOrder.h"
#include "frontends/torch/TorchViews.h"
#include "frontends/torch/TorchWrites.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A tensor that others are views of, or one of these.
struct Tensor {
  /// The tensor that it is a view of; its own name if it is none.
  std::string of;
  /// The call that makes the view.
  const TorchNode *view = nullptr;
  /// What its elements are called now, and after how many writes to the memory.
  std::string now;
  size_t writes = 0;
};

class WriteRemover {
public:
  explicit WriteRemover(TorchProgram &program)
      : program(program), given(std::move(program.nodes)) {}
  std::optional<RefusedWrite> run();

private:
  void countUses();
  Tensor &tensor(const std::string &name);
  std::string resolve(const std::string &name) const;
  std::string memoryOf(const std::string &name);
  std::string read(const std::string &name);
  bool refuse(const TorchNode &node, const Twine &why);
  bool visit(const TorchNode &node, size_t place);
  bool checkWrite(const TorchNode &node, const std::string &memory,
                  size_t place);
  bool write(const TorchNode &node, const std::string &name,
             std::string written);
  std::string writePart(const TorchNode &node, const std::string &into,
                        ArrayRef<const TorchNode *> parts,
                        const std::string &written);
  std::string writeForm(const TorchNode &node, const std::string &into,
                        const std::string &written);
  std::string push(TorchNode node, const std::string &like);
  std::string fresh(const std::string &like, const std::string &typeOf);

  TorchProgram &program;
  std::vector<TorchNode> given;
  StringMap<Tensor> tensors;
  /// What a call in place returns is the tensor that it wrote into.
  StringMap<std::string> aliases;
  /// Writes so far to the memory of a tensor.
  StringMap<size_t> writes;
  StringMap<size_t> lastUse;
  /// Of what may be a copy: of which tensor.
  StringMap<std::string> perhapsCopies;
  std::optional<RefusedWrite> refused;
};

void WriteRemover::countUses() {
  for (auto [place, node] : enumerate(given))
    for (const TorchArgument &argument : node.arguments)
      for (const std::string &name : argument.tensors)
        lastUse[name] = place;
  for (const std::string &name : program.outputs)
    lastUse[name] = given.size();
}

Tensor &WriteRemover::tensor(const std::string &name) {
  auto [entry, isNew] = tensors.try_emplace(name);
  if (isNew)
    entry->second = {name, nullptr, name, 0};
  return entry->second;
}

std::string WriteRemover::resolve(const std::string &name) const {
  auto alias = aliases.find(name);
  return alias == aliases.end() ? name : alias->second;
}

std::string WriteRemover::memoryOf(const std::string &name) {
  std::string of = resolve(name);
  while (tensor(of).of != of)
    of = tensor(of).of;
  return of;
}

std::string WriteRemover::fresh(const std::string &like,
                                const std::string &typeOf) {
  std::string name;
  for (size_t i = 1; name.empty() || program.tensors.count(name); ++i)
    name = like + "_after_" + std::to_string(i);
  if (auto type = program.tensors.find(typeOf); type != program.tensors.end())
    program.tensors[name] = TorchTensorType(type->second);
  return name;
}

/// What a tensor's elements are called now: a view of what has been written is
/// made anew.
std::string WriteRemover::read(const std::string &given) {
  if (given.empty())
    return given;
  std::string name = resolve(given);
  size_t count = writes.lookup(memoryOf(name));
  if (tensor(name).writes == count || !tensor(name).view)
    return tensor(name).now;
  TorchNode again = *tensor(name).view;
  std::string of = read(tensor(name).of);
  std::string now = fresh(name, name);
  again.arguments.front().tensors = {of};
  for (std::string &result : again.results)
    result = result == name ? now : "";
  again.name = now;
  program.nodes.push_back(std::move(again));
  tensor(name).now = now;
  tensor(name).writes = count;
  return now;
}

bool WriteRemover::refuse(const TorchNode &node, const Twine &why) {
  refused = RefusedWrite{&node, why.str()};
  return false;
}

/// Fails for writes into what is no value of the program, and for those that
/// another tensor may share.
bool WriteRemover::checkWrite(const TorchNode &node, const std::string &memory,
                              size_t place) {
  if (auto constant = program.constantNames.find(memory);
      constant != program.constantNames.end())
    return refuse(node,
                  "writes into '" + constant->second +
                      "' of the module: what a module keeps from call to call "
                      "is no part of a network, which keeps its state itself; "
                      "give the module without its own state, or its step to "
                      "cocc.Scan(step, initial), and call model.eval() before "
                      "the export where that is what training keeps");
  for (const auto &copy : perhapsCopies) {
    std::string source = memoryOf(copy.second);
    bool isHere = memoryOf(copy.first().str()) == memory || source == memory;
    if (!isHere || source == memoryOf(copy.first().str()))
      continue;
    const std::string other =
        source == memory ? copy.first().str() : copy.second;
    if (auto use = lastUse.find(other);
        use != lastUse.end() && use->second > place)
      return refuse(node, "writes into a tensor that is read later as '" +
                              other +
                              "' too, which may be a copy or not; write out of "
                              "place instead");
  }
  return true;
}

/// The tensor `into` with `written` in the place that `parts`, one of the
/// other, take of it.
std::string WriteRemover::writePart(const TorchNode &node,
                                    const std::string &into,
                                    ArrayRef<const TorchNode *> parts,
                                    const std::string &written) {
  TorchNode made = callOfWrite(node, parts);
  made.arguments[0].tensors = {read(into)};
  made.arguments[1].tensors = {written};
  return push(std::move(made), into);
}

/// The elements of `written` in the form of `into`, of which it has another.
std::string WriteRemover::writeForm(const TorchNode &form,
                                    const std::string &into,
                                    const std::string &written) {
  TorchNode made = callOfUnview(form);
  made.arguments.front().tensors = {written};
  return push(std::move(made), into);
}

/// A call that makes a tensor like another.
std::string WriteRemover::push(TorchNode node, const std::string &like) {
  node.name = fresh(like, like);
  node.results = {node.name};
  if (auto type = program.tensors.find(like); type != program.tensors.end())
    program.tensors[node.name] = type->second;
  program.nodes.push_back(std::move(node));
  return program.nodes.back().name;
}

/// Makes the elements of `name` those of `written`, and those of what it is a
/// view of, too.
bool WriteRemover::write(const TorchNode &node, const std::string &name,
                         std::string written) {
  std::string memory = memoryOf(name), at = name;
  size_t count = writes.lookup(memory);
  std::vector<std::pair<std::string, std::string>> changed = {{at, written}};
  while (at != memory) {
    const TorchNode *view = tensor(at).view;
    std::string into = tensor(at).of;
    if (isPart(*view)) {
      std::vector<const TorchNode *> parts = {view};
      while (into != memory && isPart(*tensor(into).view)) {
        parts.insert(parts.begin(), tensor(into).view);
        into = tensor(into).of;
      }
      written = writePart(node, into, parts, written);
    } else if (isForm(*view)) {
      written = writeForm(*view, into, written);
    } else {
      return refuse(node, "writes into a part that '" + view->target +
                              "' takes of a tensor; write into slices of the "
                              "tensor itself");
    }
    at = into;
    changed.push_back({at, written});
  }
  writes[memory] = count + 1;
  for (auto &[each, now] : changed) {
    tensor(each).now = now;
    tensor(each).writes = count + 1;
  }
  return true;
}

bool WriteRemover::visit(const TorchNode &node, size_t place) {
  TorchNode plain = node;
  bool isWrite = writesInPlace(node) && !isMark(node);
  std::string target = takesTensorFirst(node)
                           ? resolve(node.arguments.front().tensors.front())
                           : "";
  if (isWrite && !checkWrite(node, memoryOf(target), place))
    return false;
  if (isWrite && writesOver(node))
    plain.arguments.erase(plain.arguments.begin());
  for (TorchArgument &argument : plain.arguments)
    for (std::string &name : argument.tensors)
      name = read(name);
  bool isView = takesTensorFirst(node) &&
                (isPart(node) || isForm(node) || isOtherView(node));
  program.nodes.push_back(std::move(plain));
  for (const std::string &result : node.results) {
    if (result.empty())
      continue;
    if (isView)
      tensors[result] = {target, &node, result,
                         writes.lookup(memoryOf(target))};
    else if (takesTensorFirst(node) && isPerhapsCopy(node))
      perhapsCopies[result] = target;
  }
  if (!isWrite || node.results.empty() || node.results.front().empty())
    return true;
  const std::string &result = node.results.front();
  aliases[result] = target;
  return write(node, target, result);
}

std::optional<RefusedWrite> WriteRemover::run() {
  if (none_of(given,
              [](const TorchNode &node) { return writesInPlace(node); })) {
    program.nodes = std::move(given);
    return std::nullopt;
  }
  countUses();
  for (auto [place, node] : enumerate(given))
    if (!visit(node, place)) {
      // The caller shows the call.
      program.nodes = {*refused->node};
      refused->node = &program.nodes.front();
      return refused;
    }
  for (std::string &name : program.outputs)
    name = read(name);
  return std::nullopt;
}

} // namespace

std::optional<RefusedWrite> withoutWrites(TorchProgram &program) {
  if (program.isWithoutWrites)
    return std::nullopt;
  program.isWithoutWrites = true;
  return WriteRemover(program).run();
}

} // namespace cocc::frontends
