//===- TorchLoopForm.cpp --------------------------------------------------===//

#include "frontends/torch/TorchLoopForm.h"
#include "frontends/torch/LowerOrder.h"
#include "frontends/torch/Lowering.h"
#include "frontends/torch/TorchLoopWrites.h"
#include "frontends/torch/TorchViews.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// What makes a tensor like another does not read its numbers.
void forgetLikes(TorchProgram &program) {
  for (TorchNode &node : program.nodes) {
    StringRef name = shortName(node);
    if (takesTensorFirst(node) &&
        (name.ends_with("_like") || name.starts_with("new_")))
      node.arguments.erase(node.arguments.begin());
  }
}

void rename(TorchProgram &program, const StringMap<std::string> &names) {
  auto change = [&](std::string &name) {
    if (auto found = names.find(name); found != names.end())
      name = found->second;
  };
  for (TorchNode &node : program.nodes)
    for (TorchArgument &argument : node.arguments)
      for_each(argument.tensors, change);
  for_each(program.outputs, change);
}

/// A number that Python makes a tensor of is another constant in each
/// iteration. They become one, and are counted as they are used.
void shareNumbers(TorchProgram &program) {
  constexpr StringLiteral prefix = "lifted_tensor_";
  std::vector<std::string> used;
  for (const TorchNode &node : program.nodes)
    for (const TorchArgument &argument : node.arguments)
      for (const std::string &name : argument.tensors)
        if (auto found = program.constantNames.find(name);
            found != program.constantNames.end() &&
            StringRef(found->second).starts_with(prefix) &&
            !is_contained(used, name))
          used.push_back(name);
  std::vector<TorchConstant> kept;
  StringMap<std::string> names;
  std::vector<TorchTensorType> types;
  for (const std::string &name : used) {
    auto entry = program.constants.find(program.constantNames[name]);
    if (entry == program.constants.end())
      continue;
    TorchConstant constant = entry->second;
    size_t place =
        find_if(
            kept,
            [&](const TorchConstant &other) {
              return isSame(
                  Constant{other.type, other.sizes, other.numbers},
                  Constant{constant.type, constant.sizes, constant.numbers});
            }) -
        kept.begin();
    if (place == kept.size()) {
      kept.push_back(constant);
      types.push_back(program.tensors[name]);
    }
    names[name] = ("c_" + prefix + Twine(place)).str();
  }
  for (auto it = program.constantNames.begin();
       it != program.constantNames.end();) {
    if (!StringRef(it->second).starts_with(prefix)) {
      ++it;
      continue;
    }
    program.constants.erase(it->second);
    it = program.constantNames.erase(it);
  }
  for (auto [place, constant] : enumerate(kept)) {
    std::string own = (prefix + Twine(place)).str();
    program.constantNames["c_" + own] = own;
    program.constants[own] = constant;
    program.tensors["c_" + own] = types[place];
  }
  rename(program, names);
}

/// All of a call but what its results are called.
std::string describeCall(const TorchNode &node) {
  std::string text;
  raw_string_ostream out(text);
  out << node.target << ' ' << node.results.size();
  for (const TorchArgument &argument : node.arguments) {
    out << '\n'
        << argument.parameter << ' ' << static_cast<int>(argument.kind) << ' '
        << static_cast<int>(argument.type) << ' ' << argument.text;
    for (const std::string &name : argument.tensors)
      out << " t" << name;
    for (const TorchInt &number : argument.ints)
      out << " i" << number.value;
    for (const TorchFloat &number : argument.floats)
      out << " f" << bit_cast<uint64_t>(number.value);
    for (bool flag : argument.bools)
      out << " b" << flag;
  }
  return text;
}

bool takesPart(const TorchNode &node) {
  static constexpr StringRef names[] = {"unbind", "split", "chunk",
                                        "split_with_sizes", "tensor_split"};
  return isPart(node) || is_contained(names, shortName(node));
}

/// Makes what does not depend on a part of the clip once, wherever it is made
/// again.
void shareCalls(TorchProgram &program) {
  StringSet<> ofClip, ofPart;
  for (const std::string &input : program.inputs)
    ofClip.insert(input);
  StringMap<const TorchNode *> made;
  StringMap<std::string> names;
  std::vector<TorchNode> kept;
  kept.reserve(program.nodes.size());
  for (TorchNode &node : program.nodes) {
    auto readsAny = [&](const StringSet<> &some) {
      return any_of(node.arguments, [&](const TorchArgument &argument) {
        return any_of(argument.tensors, [&](const std::string &name) {
          return some.contains(name);
        });
      });
    };
    for (TorchArgument &argument : node.arguments)
      for (std::string &name : argument.tensors)
        if (auto found = names.find(name); found != names.end())
          name = found->second;
    bool isOfClip = readsAny(ofClip);
    bool isOfPart = readsAny(ofPart) || (isOfClip && takesPart(node));
    for (const std::string &name : node.results) {
      if (isOfClip)
        ofClip.insert(name);
      if (isOfPart)
        ofPart.insert(name);
    }
    if (!isOfPart) {
      auto [same, isNew] = made.try_emplace(describeCall(node), nullptr);
      if (!isNew && same->second->results.size() == node.results.size()) {
        for (auto [own, name] : zip(same->second->results, node.results))
          names[name] = own;
        continue;
      }
      kept.push_back(std::move(node));
      same->second = &kept.back();
      continue;
    }
    kept.push_back(std::move(node));
  }
  program.nodes = std::move(kept);
  rename(program, names);
}

} // namespace

bool bringToForm(TorchProgram &program, Problem &problem) {
  if (std::optional<RefusedWrite> refused = withoutWrites(program)) {
    Place place;
    place.origin = findOrigin(*refused->node);
    problem = {place, "'" + refused->node->target + "': " + refused->why, {}};
    return false;
  }
  forgetLikes(program);
  keepLive(program);
  stackWrites(program);
  keepLive(program);
  shareNumbers(program);
  shareCalls(program);
  return true;
}

} // namespace cocc::frontends
