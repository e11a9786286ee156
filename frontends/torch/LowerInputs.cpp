//===- LowerInputs.cpp - What a program starts from -----------------------===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {

std::string refuseType(TorchType type) {
  switch (type) {
  case TorchType::Float32:
    return "";
  case TorchType::Float16:
  case TorchType::BFloat16:
    return "is in half precision (" + showTorchType(type) +
           "); networks compute in float32: export model.float()";
  default:
    return "is a tensor of " + showTorchType(type) +
           "; networks compute in float32";
  }
}

bool Lowering::checkTimeDim(const TorchTensorType &type) {
  int64_t rank = type.sizes.size(), time = options.timeDim;
  if (time < 0)
    time += rank;
  if (rank < 2 || rank > 5)
    return fail("the program's input has " + Twine(rank) +
                " dimensions; a clip has from 2 to 5, with time");
  if (time < 0 || time >= rank)
    return fail("the program's input has the dimensions 0 to " +
                Twine(rank - 1) + ", so time cannot be dimension " +
                Twine(options.timeDim) +
                "; say which one it is, as in --time-dim=" + Twine(rank - 1));
  SmallVector<std::string> dynamic;
  for (auto [dim, size] : enumerate(type.sizes))
    if (!size.symbol.empty())
      dynamic.push_back(std::to_string(dim));
  if (dynamic.size() > 1)
    return fail("dimensions " + join(dynamic, " and ") +
                " of the program's input are dynamic; a network has one time "
                "axis, so only that may be");
  if (dynamic.empty() || dynamic.front() == std::to_string(time))
    return true;
  return fail("time is dimension " + Twine(time) + ", but dimension " +
              dynamic.front() +
              " of the program's input is the dynamic one: --time-dim=" +
              dynamic.front());
}

bool Lowering::addInput(const std::string &name) {
  auto type = program.tensors.find(name);
  if (type == program.tensors.end())
    return fail("the program's input '" + name + "' is not a tensor");
  if (std::string wrong = refuseType(type->second.type); !wrong.empty())
    return fail("the program's input " + wrong);
  if (!checkTimeDim(type->second))
    return false;
  Extents sizes;
  for (const TorchInt &size : type->second.sizes)
    sizes.push_back(size.value);
  int64_t time = options.timeDim;
  Stream input = Stream::ofInput(sizes, time < 0 ? time + sizes.size() : time);
  input.layer = layers.size();
  if (!framesSeen.empty() && input.frames != clipFrames)
    return fail("the program's inputs have clips of " + Twine(clipFrames) +
                " and of " + Twine(input.frames) +
                " frames; a step takes one frame of each");
  clipFrames = input.frames;
  framesSeen.push_back(clipFrames);
  layers.emplace_back();
  inputs.push_back({{name, {}}, input.frameShape(), {}});
  values[name] = std::move(input);
  return true;
}

bool Lowering::addInputs() {
  if (program.inputs.empty())
    return fail("the program has no input; a network has at least one, a clip");
  for (const std::string &name : program.inputs)
    if (!addInput(name))
      return false;
  if (inputs.size() == 1)
    inputs.front().name.text = "input";
  return true;
}

bool Lowering::addConstants() {
  for (const auto &[value, name] : program.constantNames) {
    auto constant = program.constants.find(name);
    if (constant == program.constants.end())
      return fail("the archive has no values for the weight '" + name + "'");
    const TorchConstant &stored = constant->second;
    if (stored.type == TorchType::Float16 || stored.type == TorchType::BFloat16)
      return fail("the weight '" + name + "' " + refuseType(stored.type));
    values[value] = Constant{stored.type, stored.sizes, stored.numbers, name,
                             stored.floats};
  }
  return true;
}

} // namespace cocc::frontends
