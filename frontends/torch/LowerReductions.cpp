//===- LowerReductions.cpp - Sums and extremes over dimensions ------------===//

#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerSorting.h"
#include "llvm/ADT/STLExtras.h"

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

/// A frame with just these atoms as its last axis.
static Stream gather(Call &call, const Stream &stream, ArrayRef<int> atoms) {
  std::vector<Atoms> axes = {{}, {}, Atoms(atoms)};
  for (const Atoms &axis : stream.axes)
    for (int atom : axis)
      if (!is_contained(atoms, atom))
        axes[!stream.isBatch(atom)].push_back(atom);
  return call.arrange(stream, axes);
}

/// The axes of space in `isReduced`, each as one place.
static Stream takeTogether(Call &call, const Stream &stream,
                           ArrayRef<bool> isReduced, FrameReduction kind,
                           double correction) {
  Extents kernel = {1}, axes;
  bool isAll = true;
  for (auto [axis, reduced] : enumerate(isReduced)) {
    int64_t extent = stream.product(stream.axes[axis + 2]);
    kernel.push_back(reduced ? extent : 1);
    isAll &= reduced || extent == 1;
    if (reduced)
      axes.push_back(axis + 2);
  }
  auto reduced = [&](StringRef name) {
    Attributes attributes;
    return call.layer("reduce", stream,
                      attributes.text("kind", name)
                          .integers("axes", axes)
                          .number("correction", correction, 1));
  };
  switch (kind) {
  case FrameReduction::Mean:
    if (isAll)
      return call.layer("spatial_mean", stream);
    [[fallthrough]];
  case FrameReduction::Max:
    return call.layer(kind == FrameReduction::Max ? "max_pool" : "avg_pool",
                      stream, Attributes().integers("kernel", kernel));
  case FrameReduction::Sum:
    return reduced("sum");
  case FrameReduction::Product:
    return reduced("product");
  case FrameReduction::Variance:
    return reduced("variance");
  case FrameReduction::LogSumExp:
    return reduced("log_sum_exp");
  }
  llvm_unreachable("a reduction");
}

Stream reduceFrame(Call &call, Stream stream, ArrayRef<int64_t> dims,
                   FrameReduction kind, double correction) {
  Atoms atoms = stream.atomsOf(dims);
  // One element has a variance all the same, or none.
  if (atoms.empty() && kind != FrameReduction::Variance)
    return stream;
  SmallVector<bool> isReduced;
  if (atoms.empty() || !findSpace(stream, atoms, isReduced)) {
    stream = gather(call, stream, atoms);
    isReduced = {true};
  }
  Stream result = takeTogether(call, stream, isReduced, kind, correction);
  for (auto [axis, reduced] : enumerate(isReduced))
    if (reduced)
      result.axes[axis + 2].clear();
  for (int64_t dim : dims)
    erase_if(result.dims[dim], [](int atom) { return atom != Stream::time; });
  return result;
}

bool giveReduced(Call &call, Stream stream, ArrayRef<int64_t> dims,
                 size_t result) {
  if (call.flag("keepdim"))
    return call.give(stream, result);
  std::vector<Atoms> kept;
  for (auto [dim, atoms] : enumerate(stream.dims))
    if (!is_contained(dims, static_cast<int64_t>(dim)))
      kept.push_back(atoms);
  stream.dims = kept;
  return call.give(stream, result);
}

Extents reducedDims(const Call &call, int64_t rank) {
  Extents dims = call.dimList("dim", rank);
  if (dims.empty())
    for (int64_t dim = 0; dim < rank; ++dim)
      dims.push_back(dim);
  return dims;
}

namespace {

bool giveReduction(Call &call, FrameReduction kind) {
  Stream stream;
  if (!call.need("self", stream))
    return false;
  Extents dims = reducedDims(call, stream.rank());
  return reduce(call, stream, dims, kind, call.op) &&
         giveReduced(call, stream, dims);
}

bool lowerMean(Call &call) { return giveReduction(call, FrameReduction::Mean); }
bool lowerSum(Call &call) { return giveReduction(call, FrameReduction::Sum); }
bool lowerProduct(Call &call) {
  return giveReduction(call, FrameReduction::Product);
}
bool lowerLogSumExp(Call &call) {
  return giveReduction(call, FrameReduction::LogSumExp);
}

/// max and min, with indices or without.
bool lowerExtreme(Call &call) {
  bool isMax = StringRef(call.op).ends_with("max");
  Stream stream;
  if (!call.need("self", stream))
    return false;
  if (call.isUsed(1) &&
      !givePlaceOfExtreme(call, stream, call.dim("dim", stream.rank()), isMax,
                          1))
    return false;
  if (!call.isUsed(0))
    return true;
  if (isMax)
    return giveReduction(call, FrameReduction::Max);
  Extents dims = reducedDims(call, stream.rank());
  return reduceLeast(call, stream, dims, call.op) &&
         giveReduced(call, stream, dims);
}

/// The least and the largest element.
bool lowerBoth(Call &call) {
  Stream least, largest;
  if (!call.need("self", least))
    return false;
  largest = least;
  Extents dims = reducedDims(call, least.rank());
  return (!call.isUsed(0) || (reduceLeast(call, least, dims, call.op) &&
                              giveReduced(call, least, dims, 0))) &&
         (!call.isUsed(1) ||
          (reduce(call, largest, dims, FrameReduction::Max, call.op) &&
           giveReduced(call, largest, dims, 1)));
}

/// Whether one element is not 0, or none is.
bool lowerAny(Call &call) {
  Stream flags;
  if (!call.need("self", flags))
    return false;
  Extents dims = reducedDims(call, flags.rank());
  bool isAll = call.op == "all";
  auto isZero = [&](StringRef relation) {
    return call.helper("compare", flags,
                       Attributes().text("relation", relation));
  };
  if (isAll || !flags.isFlag)
    flags = isZero(isAll ? "eq" : "ne");
  if (!reduce(call, flags, dims, FrameReduction::Max, call.op))
    return false;
  if (isAll)
    flags = isZero("eq");
  flags.isFlag = true;
  return giveReduced(call, flags, dims);
}

/// How many elements are not 0.
bool lowerCountNonzero(Call &call) {
  Stream flags;
  if (!call.need("self", flags))
    return false;
  Extents dims = reducedDims(call, flags.rank());
  if (!flags.isFlag)
    flags = call.helper("compare", flags, Attributes().text("relation", "ne"));
  if (!reduce(call, flags, dims, FrameReduction::Sum, call.op))
    return false;
  flags.isFlag = false;
  flags.isWhole = true;
  return giveReduced(call, flags, dims);
}

constexpr LowerEntry entries[] = {{"mean", lowerMean},
                                  {"sum", lowerSum},
                                  {"prod", lowerProduct},
                                  {"logsumexp", lowerLogSumExp},
                                  {"amax", lowerExtreme},
                                  {"max", lowerExtreme},
                                  {"amin", lowerExtreme},
                                  {"min", lowerExtreme},
                                  {"aminmax", lowerBoth},
                                  {"_aminmax", lowerBoth},
                                  {"any", lowerAny},
                                  {"all", lowerAny},
                                  {"count_nonzero", lowerCountNonzero}};

} // namespace

LowerTable reductionTable() { return entries; }

} // namespace cocc::frontends
