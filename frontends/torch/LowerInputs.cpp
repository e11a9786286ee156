//===- LowerInputs.cpp - What a program starts from -----------------------===//

#include "dialect/InputFrames.h"
#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace llvm;
using namespace cocc::continual;

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

bool isWhole(TorchType type) {
  return type == TorchType::Int32 || type == TorchType::Int64;
}

/// What callers give for `input`, whose tensor has this many dimensions: of a
/// batch and time, frames of a batch alone.
static std::vector<int64_t> callersShape(const Stream &input) {
  std::vector<int64_t> shape = input.frameShape();
  if (input.rank() == 2 && input.timeDim() == 1)
    shape.pop_back();
  return shape;
}

int64_t Lowering::nextTimeDim() const {
  return options.timeDims.empty() ? options.timeDim
                                  : options.timeDims[inputs.size()];
}

bool Lowering::checkTimeDim(const TorchTensorType &type) {
  int64_t rank = type.sizes.size(), time = nextTimeDim();
  if (time < 0)
    time += rank;
  if (rank < 2 || rank > 5)
    return fail("the program's input has " + Twine(rank) +
                " dimensions; a clip has from 2 to 5, with time");
  if (time < 0 || time >= rank)
    return fail("the program's input has the dimensions 0 to " +
                Twine(rank - 1) + ", so time cannot be dimension " +
                Twine(nextTimeDim()) + "; say which one it is, as in " +
                options.names.timeDim(rank - 1));
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
              dynamic.front() + " of the program's input is the dynamic one: " +
              options.names.timeDim() + "=" + dynamic.front());
}

/// Whether a side of a guard is "L['x'].size()[2]", or "(4*L['x'].size()[2])".
static bool isSize(StringRef side) {
  if (side.consume_front("(")) {
    side = side.ltrim("0123456789");
    if (!side.consume_front("*") || !side.consume_back(")"))
      return false;
  }
  return side.consume_front("L['") &&
         side.split("'].size()[").second.trim("0123456789") == "]";
}

/// Whether a guard demands no more than that two clips have lengths in a
/// proportion, which their rates say, or that something is not empty: "max(1,
/// n) == n".
static bool isHarmless(StringRef guard) {
  auto [left, right] = guard.split(" == ");
  StringRef some = left;
  if (some.consume_front("max(1, ") && some.consume_back(")") &&
      (right == some || right == ("(" + some + ")").str()))
    return true;
  return isSize(left) && isSize(right);
}

/// A dynamic program that holds for some lengths alone has numbers of these.
bool Lowering::checkGuards() {
  if (program.lengths == 1)
    return true;
  for (StringRef guard : program.guards)
    if (guard.contains(" == ") && !isHarmless(guard))
      return fail("the program holds for clips alone with " + guard +
                  ": PyTorch exported it on this condition, as it computes "
                  "something from the length; " +
                  options.names.severalLengths() +
                  ", or where the length is a multiple of a number, export it "
                  "with a dynamic dimension that is, as in 2 * "
                  "torch.export.Dim('half')");
  return true;
}

Frames Lowering::framesOf(const TorchInt &size) const {
  Frames frames;
  for (size_t length = 0; length < program.lengths; ++length)
    frames.push_back(size.at(length));
  return frames;
}

/// Of an input's extents just that of time is another for each length.
bool Lowering::checkLengths(const TorchTensorType &type, int64_t time,
                            const Frames &frames) {
  for (auto [dim, size] : enumerate(type.sizes))
    if (static_cast<int64_t>(dim) != time && size.moves())
      return fail("the program's input has another extent of dimension " +
                  Twine(dim) + " in each export; time is dimension " +
                  Twine(time) + ", and only that may differ");
  Frames sorted = frames;
  llvm::sort(sorted);
  return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() ||
         fail("the program was exported twice for clips of " +
              Twine(frames.front()) +
              " frames; the second export is to have another length");
}

/// How many frames another input has for each of the first, the same for clips
/// of all lengths. Of one length it cannot be told.
static std::optional<InputRate> findRate(ArrayRef<int64_t> first,
                                         ArrayRef<int64_t> other) {
  if (first == other)
    return InputRate();
  int64_t common = std::gcd(first.front(), other.front());
  if (first.size() == 1 || first.front() == 0 || other.front() == 0)
    return std::nullopt;
  InputRate rate = {other.front() / common, first.front() / common};
  for (auto [time, frames] : zip_equal(first, other))
    if (frames * rate.every != time * rate.frames)
      return std::nullopt;
  return rate.frames <= mostRate && rate.every <= mostRate ? std::optional(rate)
                                                           : std::nullopt;
}

/// "19 (36)": for clips of the first length, and of the others.
static std::string showFrames(ArrayRef<int64_t> frames) {
  std::string text = std::to_string(frames.front());
  if (frames.size() > 1)
    text += " (" +
            join(map_range(frames.drop_front(),
                           [](int64_t each) { return std::to_string(each); }),
                 ", ") +
            ")";
  return text;
}

bool Lowering::addInput(const std::string &name) {
  auto type = program.tensors.find(name);
  if (type == program.tensors.end())
    return fail("the program's input '" + name + "' is not a tensor");
  if (std::string wrong = refuseType(type->second.type);
      !wrong.empty() && !isWhole(type->second.type))
    return fail("the program's input " + wrong +
                "; a clip is of float32, or of int32 or int64 that indices "
                "are made of");
  if (!checkTimeDim(type->second))
    return false;
  Extents sizes;
  for (const TorchInt &size : type->second.sizes)
    sizes.push_back(size.value);
  int64_t time = nextTimeDim();
  time += time < 0 ? sizes.size() : 0;
  Stream input = Stream::ofInput(sizes, time);
  input.frames = framesOf(type->second.sizes[time]);
  input.layer = layers.size();
  if (!checkLengths(type->second, time, input.frames))
    return false;
  if (framesSeen.empty())
    clipFrames = input.frames;
  std::optional<InputRate> rate = findRate(clipFrames, input.frames);
  if (!rate)
    return fail("the program's inputs have clips of " + showFrames(clipFrames) +
                " and of " + showFrames(input.frames) +
                " frames; a stream's are in one proportion, of numbers up to " +
                Twine(mostRate) + ", in exports of two lengths or more: " +
                options.names.severalLengths());
  framesSeen.push_back(input.frames);
  input.position = StreamPosition::ofInput(*rate);
  layers.emplace_back();
  input.isWhole = isWhole(type->second.type);
  inputs.push_back(
      {{name, {}},
       callersShape(input),
       {},
       input.isWhole ? showTorchType(type->second.type) : "float32",
       /*limit=*/0,
       *rate});
  values[name] = std::move(input);
  return true;
}

bool Lowering::addInputs() {
  if (program.inputs.empty())
    return fail("the program has no input; a network has at least one, a clip");
  if (!options.timeDims.empty() &&
      options.timeDims.size() != program.inputs.size())
    return fail("the program has " + Twine(program.inputs.size()) +
                " inputs, and " + options.names.timeDim() +
                " says which dimension is time for " +
                Twine(options.timeDims.size()));
  for (const std::string &name : program.inputs)
    if (!addInput(name))
      return false;
  if (inputs.size() == 1)
    inputs.front().name.text = "input";
  return true;
}

static Constant readConstant(const TorchConstant &stored,
                             const std::string &name) {
  return {stored.type, stored.sizes, stored.numbers, name, stored.floats};
}

/// The parts of numbers that are stored as pairs.
static Complex complexConstant(const TorchConstant &stored) {
  Extents pairs = stored.sizes;
  pairs.push_back(2);
  Constant numbers = {TorchType::Float32, pairs, stored.numbers};
  auto part = [&](int64_t place) {
    return numbers.sliced(pairs.size() - 1, place, 1, 1).reshaped(stored.sizes);
  };
  return {part(0), part(1)};
}

bool Lowering::addConstants() {
  for (const auto &[value, name] : program.constantNames) {
    auto constant = program.constants.find(name);
    if (constant == program.constants.end())
      return fail("the archive has no values for the weight '" + name + "'");
    const TorchConstant &stored = constant->second;
    if (stored.type == TorchType::Float16 || stored.type == TorchType::BFloat16)
      return fail("the weight '" + name + "' " + refuseType(stored.type));
    if (stored.type == TorchType::Complex64) {
      if (!stored.others.empty())
        return fail("the complex numbers '" + name +
                    "' depend on the clip's length");
      values[value] = complexConstant(stored);
      continue;
    }
    values[value] = readConstant(stored, name);
    for (auto [elsewhere, other] : zip(valuesElsewhere, stored.others))
      elsewhere[value] = readConstant(other, "");
  }
  return true;
}

} // namespace cocc::frontends
