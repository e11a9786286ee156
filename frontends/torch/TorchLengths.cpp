//===- TorchLengths.cpp ---------------------------------------------------===//

#include "frontends/torch/TorchLengths.h"
#include "frontends/torch/Lowering.h"
#include "frontends/torch/TorchSymbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

/// What is added to the example clip's length, in units of its symbol: some
/// that follow each other, since remainders are what programs fill, and one
/// that is far off, since lengths are what programs limit.
constexpr int64_t furtherLengths[] = {1,  2,  3,  4,  5,  6,  7,  8,   9,
                                      10, 11, 12, 13, 14, 15, 16, 1013};

/// The value of its only symbol for which an expression is `hint`.
std::optional<int64_t> solve(StringRef expression, StringRef symbol,
                             int64_t hint) {
  for (int64_t value : seq<int64_t>(0, hint + 1))
    if (evaluateSymbols(expression, {{symbol.str(), value}}) == hint)
      return value;
  return std::nullopt;
}

/// The symbols of the inputs' sizes, as they are for the example clips.
SymbolValues readHints(const TorchProgram &program) {
  SymbolValues hints;
  for (const std::string &input : program.inputs)
    if (auto type = program.tensors.find(input); type != program.tensors.end())
      for (const TorchInt &size : type->second.sizes) {
        std::vector<std::string> symbols = findSymbols(size.symbol);
        if (symbols.size() != 1 || hints.count(symbols.front()))
          continue;
        if (auto value = solve(size.symbol, symbols.front(), size.value))
          hints[symbols.front()] = *value;
      }
  return hints;
}

/// The symbols `further` from the hints; nothing where one may not be so.
std::optional<SymbolValues> moveAway(const SymbolValues &hints,
                                     const TorchProgram &program,
                                     int64_t further) {
  SymbolValues moved = hints;
  for (auto &[symbol, value] : moved) {
    value += further;
    auto range = program.ranges.find(symbol);
    if (range != program.ranges.end() && range->second.greatest &&
        value > *range->second.greatest)
      return std::nullopt;
  }
  return moved;
}

template <typename T>
void sample(TorchScalar<T> &scalar, ArrayRef<SymbolValues> lengths) {
  if (scalar.symbol.empty())
    return;
  std::vector<T> others;
  for (const SymbolValues &symbols : lengths) {
    std::optional<double> value = evaluateSymbols(scalar.symbol, symbols);
    if (!value)
      return;
    others.push_back(static_cast<T>(*value));
  }
  scalar.others = std::move(others);
}

//===----------------------------------------------------------------------===//
// Programs side by side
//===----------------------------------------------------------------------===//

template <typename T>
void addScalar(TorchScalar<T> &scalar, const TorchScalar<T> &other,
               size_t lengths) {
  bool isSame = scalar.value == other.value ||
                (scalar.value != scalar.value && other.value != other.value);
  if (scalar.others.empty() && isSame)
    return;
  scalar.others.resize(lengths - 1, scalar.value);
  scalar.others.push_back(other.value);
}

/// The frames of the first input's clip, as far as they can be told: the
/// extents that differ.
std::string showClip(const TorchProgram &program, const TorchProgram &other) {
  auto a =
      program.tensors.find(program.inputs.empty() ? "" : program.inputs[0]);
  auto b = other.tensors.find(other.inputs.empty() ? "" : other.inputs[0]);
  if (a != program.tensors.end() && b != other.tensors.end())
    for (auto [m, n] : zip(a->second.sizes, b->second.sizes))
      if (m.value != n.value)
        return "a clip of " + std::to_string(m.value) +
               " frames and for one of " + std::to_string(n.value);
  return "one clip and for another";
}

class Merger {
public:
  Merger(TorchProgram &program, const TorchProgram &other, Problem &problem)
      : program(program), other(other), problem(problem) {}

  bool run();

private:
  bool fail(const TorchNode *node, const Twine &message);
  bool failForCount();
  std::string nameOf(const std::string &name) const;
  bool sameNames(ArrayRef<std::string> a, ArrayRef<std::string> b) const;
  bool addArgument(const TorchNode &node, TorchArgument &argument,
                   const TorchArgument &of);
  bool addNode(TorchNode &node, const TorchNode &of);
  bool addTypes();
  void addConstants();

  TorchProgram &program;
  const TorchProgram &other;
  Problem &problem;
  /// What `program` calls the values of `other`.
  StringMap<std::string> names;
};

bool Merger::fail(const TorchNode *node, const Twine &message) {
  Place place;
  if (node)
    place.origin = findOrigin(*node);
  problem = {
      place,
      (message + "; a network must be the same for clips of any length").str(),
      {}};
  return false;
}

std::string Merger::nameOf(const std::string &name) const {
  auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

bool Merger::sameNames(ArrayRef<std::string> a, ArrayRef<std::string> b) const {
  return a.size() == b.size() && all_of(zip(a, b), [&](auto pair) {
           return std::get<0>(pair) == nameOf(std::get<1>(pair));
         });
}

bool Merger::addArgument(const TorchNode &node, TorchArgument &argument,
                         const TorchArgument &of) {
  bool isSame = argument.parameter == of.parameter &&
                argument.kind == of.kind && argument.text == of.text &&
                argument.type == of.type && argument.bools == of.bools &&
                argument.ints.size() == of.ints.size() &&
                argument.floats.size() == of.floats.size() &&
                sameNames(argument.tensors, of.tensors);
  if (!isSame)
    return fail(&node, "'" + node.target + "': its '" + argument.parameter +
                           "' is something else for " +
                           showClip(program, other));
  for (auto [own, others] : zip(argument.ints, of.ints))
    addScalar(own, others, program.lengths);
  for (auto [own, others] : zip(argument.floats, of.floats))
    addScalar(own, others, program.lengths);
  return true;
}

bool Merger::addNode(TorchNode &node, const TorchNode &of) {
  if (node.target != of.target || node.results.size() != of.results.size() ||
      node.arguments.size() != of.arguments.size()) {
    if (program.nodes.size() != other.nodes.size())
      return failForCount();
    return fail(&node, "the program is another one for " +
                           showClip(program, other) + ": it calls '" +
                           node.target + "' here or '" + of.target + "'");
  }
  for (auto [argument, others] : zip(node.arguments, of.arguments))
    if (!addArgument(node, argument, others))
      return false;
  for (auto [own, others] : zip(node.results, of.results))
    names[others] = own;
  return true;
}

/// Where the programs differ in how many calls they have, what is repeated is
/// what a loop does.
bool Merger::failForCount() {
  auto [a, b] = std::mismatch(
      program.nodes.begin(), program.nodes.end(), other.nodes.begin(),
      other.nodes.end(), [](const TorchNode &a, const TorchNode &b) {
        return a.target == b.target && a.arguments.size() == b.arguments.size();
      });
  bool isLonger = program.nodes.size() > other.nodes.size();
  const TorchNode *first = isLonger && a != program.nodes.end()  ? &*a
                           : !isLonger && b != other.nodes.end() ? &*b
                                                                 : nullptr;
  return fail(first, "the program makes " + Twine(program.nodes.size()) +
                         " calls or " + Twine(other.nodes.size()) + " for " +
                         showClip(program, other) +
                         ": Python loops over the frames, or chooses by "
                         "their number; use layers that run over the whole "
                         "clip (nn.GRU, cocc.OverTime for a cell)");
}

bool Merger::addTypes() {
  for (const auto &[name, type] : other.tensors) {
    auto own = program.tensors.find(nameOf(name));
    if (own == program.tensors.end())
      continue;
    if (own->second.type != type.type ||
        own->second.sizes.size() != type.sizes.size())
      return fail(nullptr, "'" + name + "' is another tensor for " +
                               showClip(program, other));
    for (auto [size, others] : zip(own->second.sizes, type.sizes))
      addScalar(size, others, program.lengths);
  }
  return true;
}

void Merger::addConstants() {
  for (const auto &[name, constant] : other.constants) {
    auto found = program.constants.find(name);
    if (found == program.constants.end())
      continue;
    TorchConstant &own = found->second;
    if (own.others.empty() &&
        isSame(Constant{own.type, own.sizes, own.numbers},
               Constant{constant.type, constant.sizes, constant.numbers}))
      continue;
    TorchConstant first = own;
    first.others.clear();
    own.others.resize(program.lengths - 1, first);
    own.others.push_back(constant);
  }
}

bool Merger::run() {
  if (!sameNames(program.inputs, other.inputs) ||
      program.constantNames != other.constantNames)
    return fail(nullptr, "the program has other inputs or weights for " +
                             showClip(program, other));
  for (auto [node, of] : zip(program.nodes, other.nodes))
    if (!addNode(node, of))
      return false;
  if (program.nodes.size() != other.nodes.size())
    return failForCount();
  if (!sameNames(program.outputs, other.outputs))
    return fail(nullptr, "the program returns something else for " +
                             showClip(program, other));
  if (!addTypes())
    return false;
  addConstants();
  ++program.lengths;
  return true;
}

} // namespace

void sampleLengths(TorchProgram &program) {
  SymbolValues hints = readHints(program);
  if (hints.empty())
    return;
  std::vector<SymbolValues> lengths;
  for (int64_t further : furtherLengths)
    if (auto moved = moveAway(hints, program, further))
      lengths.push_back(*moved);
  if (lengths.empty())
    return;
  program.lengths = lengths.size() + 1;
  for (auto &[name, type] : program.tensors)
    for (TorchInt &size : type.sizes)
      sample(size, lengths);
  for (TorchNode &node : program.nodes)
    for (TorchArgument &argument : node.arguments) {
      for (TorchInt &integer : argument.ints)
        sample(integer, lengths);
      for (TorchFloat &number : argument.floats)
        sample(number, lengths);
    }
}

const TorchInt &clipLength(const TorchProgram &program, int64_t timeDim) {
  const auto &sizes = program.tensors.at(program.inputs.front()).sizes;
  return sizes[timeDim < 0 ? timeDim + sizes.size() : timeDim];
}

bool addLength(TorchProgram &program, const TorchProgram &other,
               Problem &problem) {
  return Merger(program, other, problem).run();
}

} // namespace cocc::frontends
