//===- LowerConstantLayout.cpp - Constants as the frames they meet --------===//

#include "frontends/torch/LowerArithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

/// The constant with one of its frames, for a clip of length `length`; nothing
/// where they are not alike.
static std::optional<Constant> oneFrame(const Constant &constant,
                                        const Stream &stream, size_t length) {
  int64_t time = stream.timeDim() + constant.rank() - stream.rank();
  if (stream.timeDim() < 0 || time < 0 || constant.sizes[time] == 1)
    return constant;
  ArrayRef<int> atoms = stream.dims[stream.timeDim()];
  int64_t place = find(atoms, Stream::time) - atoms.begin();
  int64_t outer = stream.product(atoms.take_front(place)),
          inner = stream.product(atoms.drop_front(place + 1));
  if (constant.sizes[time] != outer * stream.frames[length] * inner)
    return std::nullopt;
  Extents split = constant.sizes;
  split[time] = stream.frames[length];
  split.insert(split.begin() + time + 1, inner);
  split.insert(split.begin() + time, outer);
  Constant apart = constant.reshaped(split);
  Constant first = apart.sliced(time + 1, 0, 1, 1);
  return isSame(*first.expanded(split), apart) ? std::optional(first)
                                               : std::nullopt;
}

bool isAlikeAtFrames(ArrayRef<Constant> constants, const Stream &stream) {
  std::optional<Constant> all;
  for (auto [length, constant] : enumerate(constants)) {
    std::optional<Constant> one = oneFrame(constant, stream, length);
    if (!one || (all && !isSame(*all, *one)))
      return false;
    all = one;
  }
  return true;
}

std::optional<Constant> knownBeside(const Call &call, StringRef parameter,
                                    const Stream &stream) {
  std::vector<Constant> constants = call.constantAt(parameter);
  if (constants.size() > 1 && isAlikeAtFrames(constants, stream))
    return constants.front();
  return knownOperand(call, parameter);
}

/// With an axis for each atom of the stream, time among them, in the order of
/// its dimensions.
static Constant byAtoms(const Stream &stream, const Constant &constant,
                        SmallVectorImpl<int> &atoms) {
  Extents split;
  for (auto [dim, own] : enumerate(stream.dims))
    for (int atom : own) {
      atoms.push_back(atom);
      split.push_back(constant.sizes[dim] == 1 ? 1 : stream.extentOf(atom));
    }
  return constant.reshaped(split);
}

/// One frame of a constant that meets all frames of `stream` alike.
static bool dropTime(Call &call, SmallVectorImpl<int> &atoms,
                     Constant &constant) {
  int64_t time = find(atoms, Stream::time) - atoms.begin();
  if (time == static_cast<int64_t>(atoms.size()))
    return true;
  Constant first = constant.sliced(time, 0, 1, 1);
  std::optional<Constant> same =
      combine(constant, first, TorchType::Bool, [](double a, double b) {
        return a == b || (std::isnan(a) && std::isnan(b));
      });
  if (same->uniform() != 1.0)
    return call.fail(meetsByPosition);
  if (constant.sizes[time] != 1)
    constant = std::move(first);
  constant.sizes.erase(constant.sizes.begin() + time);
  atoms.erase(atoms.begin() + time);
  return true;
}

/// From axes for atoms to those of the stream's frames.
static Constant byAxes(const Stream &stream, const Constant &constant,
                       ArrayRef<int> atoms) {
  Extents order, merged, whole;
  for (const Atoms &axis : stream.axes) {
    bool varies = false;
    for (int atom : axis) {
      order.push_back(find(atoms, atom) - atoms.begin());
      varies |= constant.sizes[order.back()] != 1;
    }
    merged.push_back(varies ? stream.product(axis) : 1);
    for (int atom : axis)
      whole.push_back(varies ? stream.extentOf(atom) : 1);
  }
  return constant.permuted(order).expanded(whole)->reshaped(merged);
}

bool layConstantOut(Call &call, Stream &stream, Constant &constant) {
  while (stream.rank() < constant.rank())
    stream.dims.insert(stream.dims.begin(), Atoms());
  while (constant.rank() < stream.rank())
    constant.sizes.insert(constant.sizes.begin(), 1);
  for (int64_t dim = 0; dim < stream.rank(); ++dim)
    if (int64_t size = stream.product(stream.dims[dim]),
        own = constant.sizes[dim];
        own != size && own != 1 && size != 1)
      return call.fail("has operands whose shapes do not fit");
  for (int64_t dim = 0; dim < stream.rank(); ++dim)
    if (stream.product(stream.dims[dim]) == 1 && constant.sizes[dim] != 1)
      stream = call.repeat(stream, dim, constant.sizes[dim]);
  SmallVector<int> atoms;
  constant = byAtoms(stream, constant, atoms);
  if (!dropTime(call, atoms, constant))
    return false;
  constant = byAxes(stream, constant, atoms);
  return true;
}

bool fitConstant(Call &call, Stream &stream, Constant &constant) {
  if (!layConstantOut(call, stream, constant))
    return false;
  if (constant.sizes.front() != 1)
    return call.fail("meets each row of the batch with another constant");
  constant.sizes.erase(constant.sizes.begin());
  return true;
}

} // namespace cocc::frontends
