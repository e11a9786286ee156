//===- LowerOrder.cpp -----------------------------------------------------===//

#include "frontends/torch/LowerOrder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

class Orderer {
public:
  explicit Orderer(const TorchProgram &program) : program(program) {}
  LoweringOrder run();

private:
  void countUses();
  void rename(TorchNode &node, size_t place);
  void keepLive();

  const TorchProgram &program;
  LoweringOrder order;
  /// What a tensor is called after the writes so far.
  StringMap<std::string> newest;
  /// The tensor whose memory a tensor is a view of.
  StringMap<std::string> owner;
  StringMap<size_t> lastUse;
};

/// "add_" of "aten.add_.Tensor".
StringRef shortName(const TorchNode &node) {
  return StringRef(node.target).split('.').second.split('.').first;
}

bool writesInPlace(const TorchNode &node) {
  StringRef name = shortName(node);
  return name.ends_with("_") && !name.ends_with("__") &&
         StringRef(node.target).starts_with("aten.") &&
         !node.arguments.empty() &&
         node.arguments.front().kind == TorchArgument::Kind::Tensor;
}

bool isView(const TorchNode &node) {
  static constexpr StringRef views[] = {
      "view",      "permute", "transpose",
      "t",         "squeeze", "expand",
      "unsqueeze", "slice",   "select",
      "narrow",    "reshape", "flatten",
      "unflatten", "chunk",   "split",
      "unbind",    "detach",  "split_with_sizes",
      "alias",     "movedim"};
  return is_contained(views, shortName(node)) && !node.arguments.empty() &&
         !node.arguments.front().tensors.empty();
}

void Orderer::countUses() {
  for (auto [place, node] : enumerate(program.nodes))
    for (const TorchArgument &argument : node.arguments)
      for (const std::string &name : argument.tensors)
        lastUse[name] = place;
  for (const std::string &name : program.outputs)
    lastUse[name] = program.nodes.size();
}

void Orderer::rename(TorchNode &node, size_t place) {
  for (TorchArgument &argument : node.arguments)
    for (std::string &name : argument.tensors)
      if (auto found = newest.find(name); found != newest.end())
        name = found->second;
  if (isView(node)) {
    std::string base = node.arguments.front().tensors.front();
    if (auto known = owner.find(base); known != owner.end())
      base = known->second;
    for (const std::string &result : node.results)
      owner[result] = base;
  }
  if (!writesInPlace(node) || node.results.empty())
    return;
  std::string written = program.nodes[place].arguments.front().tensors.front();
  auto of = owner.find(written);
  StringRef base = of == owner.end() ? StringRef(written) : of->second;
  auto isSeen = [&](StringRef name) {
    auto use = lastUse.find(name);
    return name != written && use != lastUse.end() && use->second > place;
  };
  if (isSeen(base))
    order.sharedWith = base.str();
  for (auto &view : owner)
    if (view.second == base && isSeen(view.first()))
      order.sharedWith = view.first().str();
  if (!order.sharedWith.empty() && !order.shared)
    order.shared = &program.nodes[place];
  newest[written] = node.results.front();
  for (auto &entry : newest)
    if (entry.second == written)
      entry.second = node.results.front();
}

/// Leaves out what nobody needs, and the names of results that nobody uses.
void Orderer::keepLive() {
  StringSet<> needed;
  for (const std::string &name : order.outputs)
    needed.insert(name);
  std::vector<TorchNode> live;
  for (TorchNode &node : reverse(order.nodes)) {
    if (none_of(node.results,
                [&](const std::string &name) { return needed.contains(name); }))
      continue;
    for (std::string &name : node.results)
      if (!needed.contains(name))
        name.clear();
    for (const TorchArgument &argument : node.arguments)
      for (const std::string &name : argument.tensors)
        needed.insert(name);
    live.push_back(std::move(node));
  }
  order.nodes.assign(std::make_move_iterator(live.rbegin()),
                     std::make_move_iterator(live.rend()));
}

LoweringOrder Orderer::run() {
  countUses();
  for (auto [place, node] : enumerate(program.nodes)) {
    order.nodes.push_back(node);
    rename(order.nodes.back(), place);
  }
  for (const std::string &name : program.outputs) {
    auto found = newest.find(name);
    order.outputs.push_back(found == newest.end() ? name : found->second);
  }
  keepLive();
  return std::move(order);
}

} // namespace

LoweringOrder orderCalls(const TorchProgram &program) {
  return Orderer(program).run();
}

} // namespace cocc::frontends
