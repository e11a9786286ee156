//===- LowerIndexing.cpp - Dimensions by lists of their places ------------===//

#include "frontends/torch/LowerIndexing.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

constexpr StringLiteral byNumber =
    "takes frames of the clip by their numbers; a stream goes on, and counts "
    "none of its frames; those that it has are x[:, :, n:], x[:, :, :-n] and "
    "x[:, :, ::n]";

bool readPlaces(Call &call, const Constant &index, int64_t extent,
                Extents &places) {
  if (index.type == TorchType::Bool)
    return call.fail("chooses places by a mask; name them by their numbers");
  for (double number : *index.numbers) {
    int64_t place = number < 0 ? number + extent : number;
    if (place < 0 || place >= extent)
      return call.fail("takes place " + Twine(static_cast<int64_t>(number)) +
                       " of " + Twine(extent));
    places.push_back(place);
  }
  return true;
}

/// The stream with one dimension's places as `list` says.
static Stream reordered(Call &call, Stream stream, int64_t dim, Extents list) {
  int64_t extent = list.size();
  stream.dims[dim] =
      gatherPlaces(call, stream, dim, {std::move(list), {extent}}).front();
  return stream;
}

bool readIndices(Call &call, Indices &indices) {
  for (auto [dim, name] : enumerate(call.node.find("indices")->tensors))
    if (!name.empty())
      indices.dims.push_back(dim);
  for (const Value *value : call.list("indices")) {
    const auto *list = std::get_if<Constant>(value);
    if (!list)
      return call.fail("takes places that the clip itself names; "
                       "torch.take_along_dim does, along one dimension");
    indices.lists.push_back(*list);
  }
  if (indices.lists.size() != indices.dims.size() || indices.dims.empty())
    return call.fail("has an index that is not known");
  Constant shape = indices.lists.front();
  for (const Constant &list : drop_begin(indices.lists)) {
    auto both = combine(shape, list, TorchType::Int64,
                        [](double a, double) { return a; });
    if (!both)
      return call.fail("has indices whose shapes do not fit");
    shape = *both;
  }
  indices.extents = shape.sizes;
  return true;
}

bool namePlaces(Call &call, const Indices &indices, ArrayRef<int64_t> sizes,
                Places &places) {
  places.extents = indices.extents;
  places.list.assign(countElements(indices.extents), 0);
  for (auto [dim, list] : zip_equal(indices.dims, indices.lists)) {
    if (dim >= static_cast<int64_t>(sizes.size()))
      return call.fail("has more indices than there are dimensions");
    Extents own;
    if (!readPlaces(call, *list.expanded(indices.extents), sizes[dim], own))
      return false;
    for (auto [place, more] : zip_equal(places.list, own))
      place = place * sizes[dim] + more;
  }
  return true;
}

namespace {

bool lowerIndex(Call &call) {
  Stream input;
  Indices indices;
  Places places;
  if (!call.need("self", input) || !readIndices(call, indices) ||
      !refuseTime(call, input, indices.dims, byNumber) ||
      !namePlaces(call, indices, input.sizes(), places))
    return false;
  int64_t first = indices.place();
  std::vector<Atoms> made = gatherPlaces(call, input, indices.dims, places);
  for (int64_t dim : reverse(indices.dims))
    input.dims.erase(input.dims.begin() + dim);
  input.dims.insert(input.dims.begin() + first, made.begin(), made.end());
  return call.give(input);
}

bool lowerIndexSelect(Call &call) {
  Stream input;
  Constant index;
  Extents places;
  if (!call.need("self", input) || !call.need("index", index))
    return false;
  int64_t dim = call.dim("dim", input.rank());
  return refuseTime(call, input, dim, byNumber) &&
         readPlaces(call, index, input.product(input.dims[dim]), places) &&
         call.give(reordered(call, input, dim, places));
}

//===----------------------------------------------------------------------===//
// gather and take_along_dim
//===----------------------------------------------------------------------===//

/// Places that another stream names.
bool takeStream(Call &call, Stream input, Stream index, int64_t dim) {
  int axis = placeAxis(call, input, input.atomsOf(dim));
  int64_t count = index.product(index.dims[dim]);
  for (int64_t other = 0; other < input.rank(); ++other)
    if (int64_t own = index.product(index.dims[other]);
        other != dim && own != input.product(input.dims[other]) && own != 1)
      return call.fail("takes " + Twine(own) + " of the places of dimension " +
                       Twine(other) + "; slice it before");
  if (!call.align(input, index, dim, axis))
    return false;
  Stream result =
      call.join("take", {input, index}, Attributes().integer("axis", axis));
  result.isFlag = input.isFlag;
  result.isWhole = input.isWhole;
  result.extents = input.extents;
  result.axes = input.axes;
  result.dims = input.dims;
  result.resize(dim, axis, count);
  return call.give(result);
}

} // namespace

bool dropTime(Call &call, const Stream &input, Constant &index) {
  int64_t time = input.timeDim();
  if (time < 0 || index.sizes[time] == 1)
    return true;
  Constant first = index.sliced(time, 0, 1, 1);
  auto same = combine(index, first, TorchType::Bool,
                      [](double a, double b) { return a == b; });
  if (!input.isTimeAlone(time) || index.sizes[time] != input.frames.front() ||
      same->uniform() != 1.0)
    return call.fail("takes other places of each frame, by its number in the "
                     "clip; a stream counts none of its frames");
  index = first;
  return true;
}

Extents findVarying(ArrayRef<int64_t> sizes, int64_t time,
                    const Constant &index, int64_t dim) {
  Extents varying;
  for (auto [place, size] : enumerate(sizes)) {
    int64_t other = place;
    bool isWhole = index.sizes[other] == size;
    auto same = combine(index, index.sliced(other, 0, 1, 1), TorchType::Bool,
                        [](double a, double b) { return a == b; });
    if (other == dim || (other != time && (!isWhole || same->uniform() != 1.0)))
      varying.push_back(other);
  }
  return varying;
}

bool readIndex(Call &call, ArrayRef<int64_t> sizes, Constant index,
               ArrayRef<int64_t> dims, int64_t dim, Places &places) {
  for (int64_t other = 0; other < index.rank(); ++other)
    if (!is_contained(dims, other))
      index = index.sliced(other, 0, 1, 1);
  Extents named;
  if (!readPlaces(call, index, sizes[dim], named))
    return false;
  for (int64_t own : dims)
    places.extents.push_back(index.sizes[own]);
  for (auto [i, place] : enumerate(named)) {
    int64_t at = 0, inner = named.size(), rest = i;
    for (auto [own, extent] : zip_equal(dims, places.extents)) {
      inner /= extent;
      at = at * sizes[own] + (own == dim ? place : rest / inner);
      rest %= inner;
    }
    places.list.push_back(at);
  }
  return true;
}

namespace {

bool takeConstant(Call &call, Stream input, Constant index, int64_t dim) {
  for (int64_t other = 0; other < input.rank(); ++other)
    if (other != dim && index.sizes[other] > input.product(input.dims[other]))
      return call.fail("has an index whose shape does not fit");
  if (!dropTime(call, input, index))
    return false;
  Extents sizes = input.sizes();
  Extents dims = findVarying(sizes, input.timeDim(), index, dim);
  Places places;
  if (!readIndex(call, sizes, index, dims, dim, places))
    return false;
  std::vector<Atoms> made = gatherPlaces(call, input, dims, places);
  for (auto [own, atoms] : zip_equal(dims, made))
    input.dims[own] = atoms;
  return call.give(input);
}

bool lowerGather(Call &call) {
  Stream input;
  bool isAlong = call.op == "take_along_dim";
  StringRef parameter = isAlong ? "indices" : "index";
  if (!call.need("self", input))
    return false;
  if (isAlong && !call.has("dim"))
    return call.fail("takes places of all dimensions, time among them, as one; "
                     "give it a 'dim'");
  int64_t dim = call.dim("dim", input.rank());
  if (!refuseTime(call, input, dim, byNumber))
    return false;
  if (const Stream *index = call.stream(parameter))
    return index->rank() == input.rank()
               ? takeStream(call, input, *index, dim)
               : call.fail("has an index of another rank");
  std::optional<Constant> known = knownBeside(call, parameter, input);
  if (!known || known->rank() != input.rank())
    return call.fail("has an index of another rank");
  Constant index = *known;
  if (isAlong) {
    Extents sizes = input.sizes();
    sizes[dim] = index.sizes[dim];
    std::optional<Constant> whole = index.expanded(sizes);
    if (!whole)
      return call.fail("has an index whose shape does not fit");
    index = *whole;
  }
  return takeConstant(call, input, index, dim);
}

constexpr LowerEntry entries[] = {{"index", lowerIndex},
                                  {"index_select", lowerIndexSelect},
                                  {"gather", lowerGather},
                                  {"take_along_dim", lowerGather}};

} // namespace

LowerTable indexTable() { return entries; }

} // namespace cocc::frontends
