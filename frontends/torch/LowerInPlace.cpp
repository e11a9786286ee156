//===- LowerInPlace.cpp - Programs that write into tensors ----------------===//

#include "frontends/torch/LowerOrder.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;
using Kind = cocc::frontends::TorchArgument::Kind;

namespace cocc::frontends {
namespace {

/// "add_" of "aten.add_.Tensor".
StringRef shortName(const TorchNode &node) {
  return StringRef(node.target).split('.').second.split('.').first;
}

bool takesTensorFirst(const TorchNode &node) {
  return StringRef(node.target).starts_with("aten.") &&
         !node.arguments.empty() && node.arguments.front().kind == Kind::Tensor;
}

bool writesInPlace(const TorchNode &node) {
  StringRef name = shortName(node);
  return name.ends_with("_") && !name.ends_with("__") && takesTensorFirst(node);
}

/// Calls in place that change no number.
bool isMark(const TorchNode &node) {
  return is_contained({"detach_", "requires_grad_"}, shortName(node));
}

/// Writes over all that it is given, without reading it.
bool writesOver(const TorchNode &node) {
  return is_contained({"copy_", "fill_", "zero_"}, shortName(node));
}

/// Takes a part of a tensor.
bool isPart(const TorchNode &node) {
  return is_contained({"slice", "select", "narrow"}, shortName(node));
}

/// Shows all of a tensor in another form, with as many elements.
bool isForm(const TorchNode &node) {
  static constexpr StringRef forms[] = {
      "view",    "unsqueeze", "squeeze",  "flatten", "unflatten", "view_as",
      "permute", "transpose", "swapaxes", "t",       "mT",        "movedim",
      "alias",   "detach",    "detach_",  "numpy_T", "moveaxis",  "swapdims"};
  return is_contained(forms, shortName(node));
}

/// Shows a tensor's elements, and is no place to write to.
bool isOtherView(const TorchNode &node) {
  static constexpr StringRef views[] = {
      "expand", "chunk",     "split",    "unbind",       "split_with_sizes",
      "unfold", "expand_as", "diagonal", "tensor_split", "broadcast_to"};
  return is_contained(views, shortName(node));
}

/// Gives a tensor itself, or a copy: that depends on how it lies in memory.
bool isPerhapsCopy(const TorchNode &node) {
  static constexpr StringRef copies[] = {"contiguous", "reshape", "to",
                                         "type_as",    "float",   "flatten"};
  return is_contained(copies, shortName(node));
}

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

TorchInt sum(const TorchInt &a, const TorchInt &b) {
  TorchInt result{a.value + b.value, ""};
  for (size_t i = 0; i < std::max(a.others.size(), b.others.size()); ++i)
    result.others.push_back(a.at(i + 1) + b.at(i + 1));
  return result;
}

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
                      "give the module without its own state, and call "
                      "model.eval() before the export where that is what "
                      "training keeps");
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
  TorchNode made;
  made = node;
  made.target = "cocc.write.default";
  made.name = fresh(into, into);
  made.results = {made.name};
  TorchArgument self, source, dims, starts, ends, steps, selects;
  self.parameter = "self";
  source.parameter = "src";
  self.kind = source.kind = Kind::Tensor;
  self.tensors = {read(into)};
  source.tensors = {written};
  dims.parameter = "dims";
  starts.parameter = "starts";
  ends.parameter = "ends";
  steps.parameter = "steps";
  selects.parameter = "selects";
  selects.kind = Kind::Bools;
  auto add = [](const TorchNode &part, StringRef name, int64_t usual,
                TorchArgument &to) {
    to.kind = Kind::Ints;
    const TorchArgument *found = part.find(name);
    to.ints.push_back(found && !found->ints.empty() ? found->ints.front()
                                                    : TorchInt{usual, ""});
  };
  for (const TorchNode *part : parts) {
    bool isSelect = shortName(*part) == "select";
    bool isNarrow = shortName(*part) == "narrow";
    add(*part, "dim", 0, dims);
    add(*part, isSelect ? "index" : "start", 0, starts);
    add(*part, isNarrow ? "length" : "end", INT64_MAX, ends);
    add(*part, "step", 1, steps);
    selects.bools.push_back(isSelect);
    if (isNarrow)
      ends.ints.back() = sum(ends.ints.back(), starts.ints.back());
  }
  made.arguments = {self, source, dims, starts, ends, steps, selects};
  program.nodes.push_back(std::move(made));
  return program.nodes.back().name;
}

/// The elements of `written` in the form of `into`, of which it has another.
std::string WriteRemover::writeForm(const TorchNode &form,
                                    const std::string &into,
                                    const std::string &written) {
  TorchNode made = form;
  made.target = "cocc.unview.default";
  made.name = fresh(into, into);
  made.results = {made.name};
  made.arguments.front().tensors = {written};
  TorchArgument of;
  of.parameter = "of";
  of.kind = Kind::Text;
  of.text = shortName(form).str();
  made.arguments.push_back(of);
  program.nodes.push_back(std::move(made));
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
  return WriteRemover(program).run();
}

} // namespace cocc::frontends
