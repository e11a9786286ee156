//===- LowerStream.cpp ----------------------------------------------------===//

#include "frontends/torch/LowerStream.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

Stream Stream::ofInput(ArrayRef<int64_t> sizes, int64_t timeDim) {
  Stream stream;
  for (auto [dim, extent] : enumerate(sizes)) {
    Atoms &atoms = stream.dims.emplace_back();
    if (static_cast<int64_t>(dim) == timeDim) {
      stream.frames = {extent};
      atoms.push_back(time);
      continue;
    }
    if (extent != 1)
      atoms.push_back(stream.addAtom(extent));
    stream.axes.push_back(atoms);
  }
  // A frame has a batch and channels.
  if (stream.axes.size() < 2)
    stream.axes.insert(timeDim == 0 ? stream.axes.begin() : stream.axes.end(),
                       Atoms());
  return stream;
}

int64_t Stream::product(ArrayRef<int> atoms) const {
  int64_t result = 1;
  for (int atom : atoms)
    result *= extentOf(atom);
  return result;
}

Extents Stream::sizes(size_t length) const {
  Extents sizes;
  for (const Atoms &dim : dims) {
    int64_t &size = sizes.emplace_back(1);
    for (int atom : dim)
      size *= atom == time ? frames[length] : extents[atom];
  }
  return sizes;
}

Extents Stream::frameShape() const {
  Extents shape;
  for (const Atoms &axis : axes)
    shape.push_back(product(axis));
  return shape;
}

int Stream::timeDim() const {
  auto found =
      find_if(dims, [](const Atoms &dim) { return is_contained(dim, time); });
  return found == dims.end() ? -1 : found - dims.begin();
}

Atoms Stream::atomsOf(ArrayRef<int64_t> someDims) const {
  Atoms atoms;
  for (int64_t dim : someDims)
    for (int atom : dims[dim])
      if (atom != time)
        atoms.push_back(atom);
  return atoms;
}

int Stream::findAxis(ArrayRef<int> atoms) const {
  auto found = find_if(
      axes, [&](const Atoms &axis) { return ArrayRef<int>(axis) == atoms; });
  return atoms.empty() || found == axes.end() ? -1 : found - axes.begin();
}

int Stream::addAtom(int64_t extent) {
  extents.push_back(extent);
  return extents.size() - 1;
}

int Stream::split(int atom, int64_t outer) {
  int inner = addAtom(extents[atom] / outer);
  extents[atom] = outer;
  for (std::vector<Atoms> *lists : {&dims, &axes})
    for (Atoms &atoms : *lists)
      if (auto *found = find(atoms, atom); found != atoms.end())
        atoms.insert(found + 1, inner);
  return inner;
}

bool Stream::view(ArrayRef<int64_t> newSizes) {
  Atoms left;
  for (const Atoms &dim : dims)
    left.append(dim.begin(), dim.end());
  std::vector<Atoms> newDims;
  auto *next = left.begin();
  for (int64_t need : newSizes) {
    Atoms &dim = newDims.emplace_back();
    while (need > 1) {
      if (next == left.end())
        return false;
      int atom = *next;
      int64_t extent = extentOf(atom);
      if (need % extent != 0) {
        if (atom == time || extent % need != 0)
          return false;
        size_t place = next - left.begin();
        left.insert(next + 1, split(atom, need));
        next = left.begin() + place;
        extent = need;
      }
      dim.push_back(*next++);
      need /= extent;
    }
  }
  bool whole = all_of(ArrayRef<int>(next, left.end()),
                      [&](int atom) { return extentOf(atom) == 1; });
  dims = std::move(newDims);
  return whole;
}

void Stream::resize(int64_t dim, int axis, int64_t extent) {
  int atom = addAtom(extent);
  bool hasTime = is_contained(dims[dim], time);
  axes[axis].clear();
  dims[dim].clear();
  if (extent != 1) {
    axes[axis].push_back(atom);
    dims[dim].push_back(atom);
  }
  if (hasTime)
    dims[dim].push_back(time);
}

void Stream::dropTime() {
  for (Atoms &dim : dims)
    erase(dim, time);
}

bool Stream::restoreTime(int64_t dim, ArrayRef<int64_t> clipFrames) {
  if (!isOfWindow || !dims[dim].empty() ||
      ArrayRef<int64_t>(frames) != clipFrames)
    return false;
  dims[dim].push_back(time);
  isOfWindow = false;
  return true;
}

void Stream::scaleTo(int64_t ticksPerFrame) {
  late *= ticksPerFrame / position.ticksPerFrame;
  position = position.scaled(ticksPerFrame);
}

void Stream::follow(const Stream &made) {
  layer = made.layer;
  position = made.position;
  missing = made.missing;
  late = made.late;
  isFlag = made.isFlag;
}

} // namespace cocc::frontends
