//===- LowerGather.cpp - Places of a frame, chosen by lists ---------------===//

#include "frontends/torch/LowerGather.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {

bool refuseTime(Call &call, const Stream &stream, ArrayRef<int64_t> dims,
                const Twine &why) {
  return !is_contained(dims, int64_t(stream.timeDim())) || call.fail(why);
}

int placeAxis(Call &call, Stream &stream, ArrayRef<int> atoms, bool isSpace) {
  auto isIn = [&](const Atoms &axis) {
    return [&](int atom) { return is_contained(axis, atom); };
  };
  if (int axis = stream.findAxis(atoms); axis >= (isSpace ? 2 : 0))
    return axis;
  // Space stays behind the channels, where it costs no exchange.
  bool isInner = isSpace || (none_of(atoms, isIn(stream.axes[0])) &&
                             none_of(atoms, isIn(stream.axes[1])));
  int own = isInner ? 2 : 1;
  std::vector<Atoms> axes(3);
  for (const Atoms &axis : stream.axes)
    for (int atom : axis)
      if (!is_contained(atoms, atom))
        axes[stream.isBatch(atom) ? 0 : 3 - own].push_back(atom);
  axes[own].assign(atoms.begin(), atoms.end());
  if (axes.back().empty() && !isInner)
    axes.pop_back();
  stream = call.arrange(stream, axes);
  return own;
}

/// The dimensions `dims`, whose elements stay where they are, as ones of
/// `extents`; nothing where they are not neighbours or their atoms forbid it.
static std::optional<std::vector<Atoms>>
viewAs(Stream &stream, ArrayRef<int64_t> dims, ArrayRef<int64_t> extents) {
  for (size_t i = 1; i < dims.size(); ++i)
    if (dims[i] != dims[i - 1] + 1)
      return std::nullopt;
  Extents sizes = stream.sizes();
  auto first = sizes.begin() + dims.front();
  sizes.erase(first, first + dims.size());
  sizes.insert(sizes.begin() + dims.front(), extents.begin(), extents.end());
  Stream viewed = stream;
  if (!viewed.view(sizes))
    return std::nullopt;
  auto made = viewed.dims.begin() + dims.front();
  std::vector<Atoms> parts(made, made + extents.size());
  viewed.dims.erase(made, made + extents.size());
  viewed.dims.insert(viewed.dims.begin() + dims.front(), dims.size(), Atoms());
  stream = std::move(viewed);
  return parts;
}

/// How far each place is behind the one before it, where that is the same.
static std::optional<int64_t> findStep(ArrayRef<int64_t> list) {
  int64_t step = list.size() > 1 ? list[1] - list[0] : 1;
  for (size_t i = 1; i < list.size(); ++i)
    if (list[i] - list[i - 1] != step)
      return std::nullopt;
  return list.front() < 0 || list.back() < 0 ? std::nullopt
                                             : std::optional(step);
}

/// The layer that takes these places of an axis.
static Stream takePlaces(Call &call, const Stream &stream, int axis,
                         ArrayRef<int64_t> list) {
  Attributes attributes;
  attributes.integer("axis", axis);
  std::optional<int64_t> step = findStep(list);
  if (step && *step == 1 &&
      static_cast<int64_t>(list.size()) == stream.product(stream.axes[axis]))
    return stream;
  if (step && *step > 0)
    return call.layer("slice", stream,
                      attributes.integer("start", list.front(), 0)
                          .integer("end", list.back() + 1)
                          .integer("step", *step, 1));
  return call.layer("gather", stream, attributes.integers("places", list));
}

std::vector<Atoms> gatherPlaces(Call &call, Stream &stream,
                                ArrayRef<int64_t> dims, const Places &places) {
  Atoms own = stream.atomsOf(dims);
  if (findStep(places.list) == 1 &&
      static_cast<int64_t>(places.list.size()) == stream.product(own))
    if (auto parts = viewAs(stream, dims, places.extents))
      return *parts;
  int axis = placeAxis(call, stream, own);
  bool isFlag = stream.isFlag, isWhole = stream.isWhole;
  stream = takePlaces(call, stream, axis, places.list);
  stream.isFlag = isFlag;
  stream.isWhole = isWhole;
  stream.axes[axis].clear();
  std::vector<Atoms> made;
  for (int64_t extent : places.extents) {
    Atoms &atoms = made.emplace_back();
    if (extent == 1)
      continue;
    atoms.push_back(stream.addAtom(extent));
    stream.axes[axis].append(atoms);
  }
  for (int64_t dim : dims)
    stream.dims[dim].clear();
  return made;
}

} // namespace cocc::frontends
