//===- LowerDifferences.cpp - Neighbours along a dimension ----------------===//

#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// All places of `dim` but its first or its last.
Stream butOne(Call &call, Stream stream, int64_t dim, bool butFirst) {
  if (dim == stream.timeDim())
    return cropTime(call, stream, butFirst, !butFirst);
  int64_t count = stream.product(stream.dims[dim]) - 1;
  Places places = {Extents(count), {count}};
  std::iota(places.list.begin(), places.list.end(), int64_t(butFirst));
  stream.dims[dim] = gatherPlaces(call, stream, dim, places).front();
  return stream;
}

/// diff, which is causal over time too.
bool lowerDiff(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank(), -1);
  if (call.has("prepend") || call.has("append"))
    return call.fail("adds places before or behind; do so by torch.cat");
  if (is_contained(input.dims[dim], Stream::time) && !input.isTimeAlone(dim))
    return call.fail("looks along an axis in which time is merged with others");
  for (int64_t i = 0, n = call.integer("n", 1); i < n; ++i) {
    if (input.product(input.dims[dim]) < 2)
      return call.fail("has no neighbours");
    Stream next = butOne(call, input, dim, /*butFirst=*/true),
           last = butOne(call, input, dim, /*butFirst=*/false);
    if (!call.align(next, last))
      return false;
    input = call.join("sub", {next, last});
  }
  return call.give(input);
}

constexpr LowerEntry entries[] = {{"diff", lowerDiff}};

} // namespace

LowerTable differenceTable() { return entries; }

} // namespace cocc::frontends
