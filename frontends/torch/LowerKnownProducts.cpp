//===- LowerKnownProducts.cpp - Products of a stream and a constant -------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerLinear.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Leaves out letters of the constant along which it is the same all over, of
/// the stream's time and batch: these are no axes that it can vary along.
bool dropClip(Call &call, const Lettered &operand, Lettered &known,
              StringRef kept) {
  const auto &stream = std::get<Stream>(operand.value);
  for (char c : selectLetters(operand.letters, known.letters, true)) {
    const Atoms &atoms = stream.dims[operand.letters.find(c)];
    bool isTime = is_contained(atoms, Stream::time);
    bool isBatch = any_of(atoms, [&](int atom) {
      return atom != Stream::time && stream.isBatch(atom);
    });
    if (!isTime && !isBatch)
      continue;
    if (!kept.contains(c))
      return call.fail(isTime ? "mixes the frames of the clip with a matrix "
                                "over time, which depends on the position in "
                                "the clip"
                              : "sums over the rows of the batch");
    auto &constant = std::get<Constant>(known.value);
    int64_t dim = known.letters.find(c);
    Constant first = constant.sliced(dim, 0, 1, 1);
    std::optional<Constant> same =
        combine(constant, first, TorchType::Bool,
                [](double a, double b) { return a == b; });
    if (same->uniform() != 1.0)
      return call.fail(isTime ? meetsByPosition
                              : "meets each row of the batch with another "
                                "constant");
    constant = first;
    dropLetter(known, c);
  }
  return true;
}

/// Gives the letters that only the constant has to the frame's axis `axis`.
void addLetters(Lettered &result, const Lettered &known, StringRef added,
                size_t axis) {
  auto &stream = std::get<Stream>(result.value);
  for (char c : added) {
    Atoms &dim = stream.dims.emplace_back();
    if (int64_t extent = countLetters(known, StringRef(&c, 1)); extent != 1) {
      dim.push_back(stream.addAtom(extent));
      stream.axes[axis].push_back(dim.back());
    }
    result.letters += c;
  }
}

/// Each element by a number.
std::optional<Lettered> scaleBy(Call &call, const Lettered &operand,
                                const Lettered &known, StringRef shared) {
  auto stream = std::get<Stream>(operand.value);
  Extents sizes;
  for (char c : operand.letters)
    sizes.push_back(shared.contains(c) ? countLetters(known, StringRef(&c, 1))
                                       : 1);
  std::optional<Stream> made = withConstant(
      call, "mul_constant", stream, permutedTo(known, shared).reshaped(sizes));
  if (!made)
    return std::nullopt;
  return Lettered{*made, operand.letters};
}

Extents dimsOf(const Lettered &operand, StringRef letters) {
  Extents dims;
  for (char c : letters)
    dims.push_back(operand.letters.find(c));
  return dims;
}

/// The same matrix at each place.
Lettered multiplyBy(Call &call, const Lettered &operand, const Lettered &known,
                    StringRef summed, StringRef added) {
  const auto &stream = std::get<Stream>(operand.value);
  int64_t rows = countLetters(known, summed);
  Constant matrix = permutedTo(known, (summed + added).str());
  matrix = matrix.reshaped({rows, matrix.count() / rows});
  Lettered result = operand;
  Stream made =
      multiply(call, stream, stream.atomsOf(dimsOf(operand, summed)), matrix);
  made.axes.back().clear();
  for (int64_t dim : dimsOf(operand, summed))
    made.dims[dim].clear();
  result.value = made;
  for (char c : summed)
    dropLetter(result, c);
  addLetters(result, known, added, made.axes.size() - 1);
  return result;
}

/// Another matrix for each place along the letters `shared`: groups of
/// channels.
Lettered multiplyByGroups(Call &call, const Lettered &operand,
                          const Lettered &known, StringRef shared,
                          StringRef summed, StringRef added) {
  auto stream = std::get<Stream>(operand.value);
  int64_t groups = countLetters(known, shared),
          inner = countLetters(known, summed);
  Atoms outer = stream.atomsOf(dimsOf(operand, shared));
  call.placeChannels(stream, dimsOf(operand, (shared + summed).str()));
  Constant weight = permutedTo(known, (shared + added + summed).str());
  int64_t outputs = weight.count() / inner;
  Extents ones(stream.axes.size() - 1, 1), sizes = {outputs, inner};
  sizes.insert(sizes.end(), ones.begin(), ones.end());
  Stream made = call.layer("conv", stream,
                           Attributes()
                               .integers("kernel", ones)
                               .integer("channels", outputs)
                               .integer("groups", groups, 1)
                               .flag("bias", false),
                           {{"weight", weight.reshaped(sizes)}});
  made.axes[1] = outer;
  for (int64_t dim : dimsOf(operand, summed))
    made.dims[dim].clear();
  Lettered result = {made, operand.letters};
  for (char c : summed)
    dropLetter(result, c);
  addLetters(result, known, added, 1);
  return result;
}

} // namespace

std::optional<Lettered> contractKnown(Call &call, const Lettered &operand,
                                      Lettered known, StringRef kept) {
  if (!dropClip(call, operand, known, kept))
    return std::nullopt;
  std::string common = selectLetters(operand.letters, known.letters, true),
              shared = selectLetters(common, kept, true),
              summed = selectLetters(common, kept, false),
              added = selectLetters(known.letters, common, false);
  if (summed.empty() && added.empty())
    return scaleBy(call, operand, known, shared);
  if (shared.empty())
    return multiplyBy(call, operand, known, summed, added);
  return multiplyByGroups(call, operand, known, shared, summed, added);
}

} // namespace cocc::frontends
