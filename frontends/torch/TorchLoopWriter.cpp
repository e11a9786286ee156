//===- TorchLoopWriter.cpp ------------------------------------------------===//

#include "frontends/torch/TorchLoopWriter.h"

using namespace llvm;
using Kind = cocc::frontends::TorchArgument::Kind;

namespace cocc::frontends {

TorchArgument tensorsArgument(StringRef parameter,
                              std::vector<std::string> tensors) {
  TorchArgument made;
  made.parameter = parameter.str();
  made.kind = Kind::Tensors;
  made.tensors = std::move(tensors);
  return made;
}

TorchArgument tensorArgument(StringRef parameter, const std::string &tensor) {
  TorchArgument made = tensorsArgument(parameter, {tensor});
  made.kind = Kind::Tensor;
  return made;
}

TorchArgument integerArgument(StringRef parameter, int64_t value) {
  TorchArgument made;
  made.parameter = parameter.str();
  made.kind = Kind::Int;
  made.ints.push_back({value, ""});
  return made;
}

std::string LoopWriter::fresh(const std::string &like) const {
  std::string name = like;
  for (int count = 1; program.tensors.count(name); ++count)
    name = like + "_" + std::to_string(count);
  return name;
}

TorchTensorType LoopWriter::typeOf(const std::string &tensor) const {
  auto type = program.tensors.find(tensor);
  return type == program.tensors.end() ? TorchTensorType() : type->second;
}

TorchNode LoopWriter::call(const TorchNode &origin, StringRef target,
                           const std::string &name, TorchTensorType like) {
  TorchNode node;
  node.target = target.str();
  node.name = fresh(name);
  node.results = {node.name};
  node.modulePath = origin.modulePath;
  node.moduleClass = origin.moduleClass;
  node.source = origin.source;
  program.tensors[node.name] = std::move(like);
  return node;
}

std::string LoopWriter::frame(const TorchNode &origin, const std::string &clip,
                              int64_t dim) {
  std::string &name = made[{"frame", clip, std::to_string(dim)}];
  if (!name.empty())
    return name;
  TorchTensorType type = typeOf(clip);
  type.sizes.erase(type.sizes.begin() + dim);
  TorchNode node = call(origin, "cocc.frame", clip + "_frame", type);
  node.arguments = {tensorArgument("clip", clip), integerArgument("dim", dim)};
  frames.push_back(node.name);
  name = node.name;
  add(std::move(node));
  return name;
}

/// That of the iteration before.
std::string LoopWriter::step(const TorchNode &origin, const std::string &value,
                             const std::string &initial) {
  std::string &name = made[{"previous", value, initial}];
  if (!name.empty())
    return name;
  TorchNode node =
      call(origin, "cocc.previous", value + "_before", typeOf(value));
  node.arguments = {tensorsArgument("frames", frames)};
  if (!initial.empty())
    node.arguments.push_back(tensorArgument("initial", initial));
  name = node.name;
  carried.push_back({name, value, &origin});
  add(std::move(node));
  return name;
}

std::string LoopWriter::previous(const TorchNode &origin,
                                 const std::string &value,
                                 ArrayRef<std::string> initial) {
  std::string name = value;
  for (const std::string &each : initial)
    name = step(origin, name, each);
  return name;
}

std::string LoopWriter::choose(const TorchNode &origin, int64_t iteration,
                               const std::string &early,
                               const std::string &value) {
  std::string &name = made[{"choose", std::to_string(iteration), early, value}];
  if (!name.empty())
    return name;
  TorchNode node =
      call(origin, "cocc.choose", value + "_or_first", typeOf(value));
  node.arguments = {tensorArgument("early", early),
                    tensorArgument("value", value),
                    integerArgument("iteration", iteration),
                    tensorsArgument("frames", frames)};
  name = node.name;
  add(std::move(node));
  return name;
}

void LoopWriter::carry() {
  for (const Carried &each : carried) {
    TorchNode node = call(*each.origin, "cocc.carry",
                          each.previous + "_carried", typeOf(each.value));
    node.arguments = {tensorArgument("previous", each.previous),
                      tensorArgument("value", each.value)};
    carriedNames.push_back(node.name);
    add(std::move(node));
  }
}

std::string LoopWriter::clip(const TorchNode &origin, const std::string &value,
                             int64_t dim, TorchInt count) {
  std::string &name = made[{"clip", value, std::to_string(dim)}];
  if (!name.empty())
    return name;
  TorchTensorType type = typeOf(value);
  type.sizes.insert(type.sizes.begin() + dim, std::move(count));
  TorchNode node = call(origin, "cocc.clip", value + "_clip", type);
  node.arguments = {tensorArgument("frame", value), integerArgument("dim", dim),
                    tensorsArgument("carried", carriedNames)};
  name = node.name;
  add(std::move(node));
  return name;
}

} // namespace cocc::frontends
