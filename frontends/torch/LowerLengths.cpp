//===- LowerLengths.cpp - What a call is given for each clip length -------===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;

namespace cocc::frontends {

static Frames valuesOf(const TorchInt &integer, size_t lengths) {
  Frames values;
  for (size_t length : seq<size_t>(0, lengths))
    values.push_back(integer.at(length));
  return values;
}

Frames Call::integerAt(StringRef parameter, int64_t usual) const {
  const TorchArgument *argument = node.find(parameter);
  return argument && !argument->ints.empty()
             ? valuesOf(argument->ints.front(), countLengths())
             : Frames(countLengths(), usual);
}

std::vector<Frames> Call::integersAt(StringRef parameter) const {
  std::vector<Frames> values;
  if (const TorchArgument *argument = node.find(parameter))
    for (const TorchInt &integer : argument->ints)
      values.push_back(valuesOf(integer, countLengths()));
  return values;
}

std::vector<Constant> Call::constantAt(StringRef parameter,
                                       size_t place) const {
  const TorchArgument *argument = node.find(parameter);
  if (!argument || argument->tensors.size() <= place)
    return {};
  const std::string &name = argument->tensors[place];
  std::vector<Constant> found;
  auto add = [&](const StringMap<Value> &values) {
    auto value = values.find(name);
    if (value != values.end())
      if (const auto *constant = std::get_if<Constant>(&value->second))
        found.push_back(*constant);
  };
  add(lowering.values);
  for (const StringMap<Value> &values : lowering.valuesElsewhere)
    add(values);
  return found;
}

std::optional<Scores> Call::scoresAt(StringRef parameter, size_t place) const {
  const TorchArgument *argument = node.find(parameter);
  if (!argument || argument->tensors.size() <= place)
    return std::nullopt;
  auto first = lowering.values.find(argument->tensors[place]);
  const auto *found = first == lowering.values.end()
                          ? nullptr
                          : std::get_if<Scores>(&first->second);
  if (!found)
    return std::nullopt;
  Scores result = *found;
  bool varies = !result.biasElsewhere.empty();
  for (const StringMap<Value> &values : lowering.valuesElsewhere) {
    auto value = values.find(argument->tensors[place]);
    if (value == values.end())
      continue;
    const std::optional<Constant> &bias = std::get<Scores>(value->second).bias;
    varies |= bias ? !result.bias || !isSame(*bias, *result.bias)
                   : result.bias.has_value();
    result.biasElsewhere.push_back(bias);
  }
  if (!varies)
    result.biasElsewhere.clear();
  return result;
}

std::string Call::showByLength(ArrayRef<int64_t> numbers) const {
  std::string text = std::to_string(numbers.front());
  if (numbers.size() < 2 || all_equal(numbers))
    return text;
  size_t other =
      find_if(numbers,
              [&](int64_t number) { return number != numbers.front(); }) -
      numbers.begin();
  return text + " for a clip of " + std::to_string(clipFrames().front()) +
         " frames, " + std::to_string(numbers[other]) + " for one of " +
         std::to_string(clipFrames()[other]);
}

bool Call::checkMoving() {
  return moving.empty() ||
         fail(moving + ": it is computed from the clip's length, which a "
                       "stream does not have");
}

} // namespace cocc::frontends
