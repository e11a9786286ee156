//===- LowerReductions.cpp - Sums and extremes over dimensions ------------===//

#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerSorting.h"
#include "frontends/torch/LowerWindows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

/// Whether a frame's axes from 2 on hold these atoms as whole axes, and which.
static bool findSpace(const Stream &stream, ArrayRef<int> atoms,
                      SmallVectorImpl<bool> &isReduced) {
  size_t found = 0;
  for (const Atoms &axis : drop_begin(stream.axes, 2)) {
    size_t inside =
        count_if(axis, [&](int atom) { return is_contained(atoms, atom); });
    if (inside != 0 && inside != axis.size())
      return false;
    isReduced.push_back(inside != 0);
    found += inside;
  }
  return found == atoms.size();
}

Stream reduceFrame(Call &call, Stream stream, ArrayRef<int64_t> dims,
                   bool isMean) {
  Atoms atoms = stream.atomsOf(dims);
  if (atoms.empty())
    return stream;
  SmallVector<bool> isReduced;
  if (!findSpace(stream, atoms, isReduced)) {
    std::vector<Atoms> axes = {{}, {}, atoms};
    for (const Atoms &axis : stream.axes)
      for (int atom : axis)
        if (!is_contained(atoms, atom))
          axes[!stream.isBatch(atom)].push_back(atom);
    stream = call.arrange(stream, axes);
    isReduced = {true};
  }
  Extents kernel = {1};
  bool isAll = true;
  for (auto [axis, reduced] : enumerate(isReduced)) {
    bool hasPlaces = !stream.axes[axis + 2].empty();
    kernel.push_back(reduced ? stream.product(stream.axes[axis + 2]) : 1);
    isAll &= reduced || !hasPlaces;
  }
  Stream result = isMean && isAll
                      ? call.layer("spatial_mean", stream)
                      : call.layer(isMean ? "avg_pool" : "max_pool", stream,
                                   Attributes().integers("kernel", kernel));
  for (auto [axis, reduced] : enumerate(isReduced))
    if (reduced)
      result.axes[axis + 2].clear();
  for (int64_t dim : dims)
    erase_if(result.dims[dim], [](int atom) { return atom != Stream::time; });
  return result;
}

bool giveReduced(Call &call, Stream stream, ArrayRef<int64_t> dims) {
  if (call.flag("keepdim"))
    return call.give(stream);
  std::vector<Atoms> kept;
  for (auto [dim, atoms] : enumerate(stream.dims))
    if (!is_contained(dims, static_cast<int64_t>(dim)))
      kept.push_back(atoms);
  stream.dims = kept;
  return call.give(stream);
}

Extents reducedDims(const Call &call, int64_t rank) {
  Extents dims = call.dimList("dim", rank);
  if (dims.empty())
    for (int64_t dim = 0; dim < rank; ++dim)
      dims.push_back(dim);
  return dims;
}

bool reduceTime(Call &call, Stream &stream, bool isMean) {
  if (!stream.isTimeAlone(stream.timeDim()))
    return call.fail("reduces time where it is merged with another axis");
  StringRef base = StringRef(call.op).rtrim("123d");
  std::optional<int64_t> window = call.window(base);
  if (!window)
    return call.fail("reduces time, over the whole clip, whose length a stream "
                     "does not know; " +
                     call.optionNames().window(base, 16) +
                     " makes it the newest 16 frames");
  Extents kernel(stream.axes.size() - 1, 1);
  kernel.front() = *window;
  stream = call.layer(isMean ? "avg_pool" : "max_pool", stream,
                      Attributes().integers("kernel", kernel));
  call.look(stream, windowGeometry(*window, 1, 0, 0, 1));
  stream.dropTime();
  return true;
}

namespace {

/// Reduces `dims`, which then have extent 1. `count` is how many elements made
/// one.
bool reduce(Call &call, Stream &stream, ArrayRef<int64_t> dims, bool isMean,
            int64_t &count) {
  Extents frame;
  for (int64_t dim : dims)
    if (dim != stream.timeDim())
      frame.push_back(dim);
  count = stream.product(stream.atomsOf(frame));
  bool hasTime = frame.size() != dims.size();
  if (hasTime && !stream.isTimeAlone(stream.timeDim()))
    return call.fail("reduces time where it is merged with another axis");
  if (hasTime)
    if (std::optional<int64_t> window =
            call.window(StringRef(call.op).rtrim("123d")))
      count *= *window;
  stream = reduceFrame(call, stream, frame, isMean);
  return !hasTime || reduceTime(call, stream, isMean);
}

/// mean and sum.
bool lowerSum(Call &call) {
  Stream stream;
  if (!call.need("self", stream))
    return false;
  Extents dims = reducedDims(call, stream.rank());
  int64_t count = 1;
  if (!reduce(call, stream, dims, /*isMean=*/true, count))
    return false;
  if (call.op == "sum" && count != 1)
    stream = scaled(call, stream, count, 0);
  return giveReduced(call, stream, dims);
}

bool lowerMax(Call &call) {
  Stream stream;
  if (!call.need("self", stream))
    return false;
  if (call.isUsed(1) &&
      !givePlaceOfExtreme(call, stream, call.dim("dim", stream.rank()),
                          /*isMax=*/true, 1))
    return false;
  Extents dims = reducedDims(call, stream.rank());
  int64_t count = 1;
  return !call.isUsed(0) ||
         (reduce(call, stream, dims, /*isMean=*/false, count) &&
          giveReduced(call, stream, dims));
}

bool lowerMin(Call &call) {
  Stream stream;
  if (!call.need("self", stream))
    return false;
  if (call.isUsed(1) &&
      !givePlaceOfExtreme(call, stream, call.dim("dim", stream.rank()),
                          /*isMax=*/false, 1))
    return false;
  if (!call.isUsed(0))
    return true;
  Extents dims = reducedDims(call, stream.rank());
  int64_t count = 1;
  stream = call.helper("scale", stream, Attributes().number("factor", -1));
  return reduce(call, stream, dims, /*isMean=*/false, count) &&
         giveReduced(call, scaled(call, stream, -1, 0), dims);
}

//===----------------------------------------------------------------------===//
// Adaptive pools
//===----------------------------------------------------------------------===//

/// Windows of `extents` places of space side by side, which leave none out.
Stream poolEvenly(Call &call, const Stream &input, ArrayRef<int64_t> extents,
                  bool isMean) {
  Extents kernel = {1};
  append_range(kernel, extents);
  return call.layer(
      isMean ? "avg_pool" : "max_pool", input,
      Attributes().integers("kernel", kernel).integers("stride", kernel));
}

/// As many places of each axis of space as `sizes` says.
Stream poolSpace(Call &call, const Stream &input, ArrayRef<int64_t> sizes,
                 bool isMean) {
  Extents extents = input.frameShape();
  extents.erase(extents.begin(), extents.begin() + 2);
  if (ArrayRef(extents) == sizes)
    return input;
  if (isMean && all_of(sizes, [](int64_t size) { return size == 1; }))
    return call.layer("spatial_mean", input);
  bool isEven = true;
  for (auto [extent, size] : zip_equal(extents, sizes)) {
    isEven &= extent % size == 0;
    extent /= size;
  }
  if (isEven)
    return poolEvenly(call, input, extents, isMean);
  return call.layer(isMean ? "adaptive_avg_pool" : "adaptive_max_pool", input,
                    Attributes().integers("size", sizes));
}

bool lowerAdaptive(Call &call) {
  bool isMean = !StringRef(call.op).contains("max");
  int64_t count = StringRef(call.op).rtrim('d').back() - '0';
  Windowed window;
  if (!window.place(call, "self", count))
    return false;
  if (call.isUsed(1))
    return call.fail("there are no indices of a maximum");
  std::vector<Frames> sizesAt = call.integersAt("output_size");
  Extents sizes;
  for (const Frames &size : sizesAt)
    sizes.push_back(size.front());
  sizes.resize(count, sizes.front());
  Extents ordered = window.order(sizes, 1);
  Stream result =
      poolSpace(call, window.stream, ArrayRef(ordered).drop_front(), isMean);
  if (window.time >= 0 && window.inTime(sizesAt) != result.frames) {
    if (sizes[window.time] != 1)
      return call.fail("makes " + Twine(sizes[window.time]) +
                       " frames of any clip; a stream has no whole clip to "
                       "divide");
    if (!reduceTime(call, result, isMean))
      return false;
  }
  return window.give(call, result);
}

constexpr LowerEntry entries[] = {{"mean", lowerSum},
                                  {"sum", lowerSum},
                                  {"amax", lowerMax},
                                  {"max", lowerMax},
                                  {"amin", lowerMin},
                                  {"min", lowerMin},
                                  {"adaptive_avg_pool1d", lowerAdaptive},
                                  {"adaptive_avg_pool2d", lowerAdaptive},
                                  {"adaptive_avg_pool3d", lowerAdaptive},
                                  {"_adaptive_avg_pool2d", lowerAdaptive},
                                  {"_adaptive_avg_pool3d", lowerAdaptive},
                                  {"adaptive_max_pool1d", lowerAdaptive},
                                  {"adaptive_max_pool2d", lowerAdaptive},
                                  {"adaptive_max_pool3d", lowerAdaptive}};

} // namespace

LowerTable reductionTable() { return entries; }

} // namespace cocc::frontends
