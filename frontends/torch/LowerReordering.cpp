//===- LowerReordering.cpp - Dimensions turned, repeated and shuffled -----===//

#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerShapes.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// `dim` with `count` places, each from the one that `from` says.
Stream remade(Call &call, Stream stream, int64_t dim, int64_t count,
              function_ref<int64_t(int64_t)> from) {
  Places places = {{}, {count}};
  for (int64_t place = 0; place < count; ++place)
    places.list.push_back(from(place));
  stream.dims[dim] = gatherPlaces(call, stream, dim, places).front();
  return stream;
}

bool lowerFlip(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  Extents dims = call.dimList("dims", input.rank());
  if (call.op != "flip")
    dims = {call.op == "fliplr" ? 1 : 0};
  if (!refuseTime(call, input, dims,
                  "turns the clip round in time; a stream comes to the clip's "
                  "last frame only at its end, and gives none before it"))
    return false;
  for (int64_t dim : dims) {
    int64_t extent = input.product(input.dims[dim]);
    input = remade(call, input, dim, extent,
                   [=](int64_t place) { return extent - 1 - place; });
  }
  return call.give(input);
}

bool lowerRoll(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  Extents sizes = input.sizes(), dims = call.dimList("dims", input.rank()),
          shifts = call.integers("shifts");
  bool isFlat = dims.empty();
  if (isFlat) {
    dims.resize(input.rank());
    std::iota(dims.begin(), dims.end(), 0);
  }
  if (!refuseTime(call, input, dims,
                  "rolls the clip round in time, so that its last frames come "
                  "first; to hold frames back behind zeros, write F.pad(x[:, "
                  ":, :-n], (n, 0))"))
    return false;
  if (shifts.size() != (isFlat ? 1 : dims.size()))
    return call.fail("has another number of shifts than of dimensions");
  if (isFlat)
    input.view({countElements(sizes)}), dims = {0};
  for (auto [dim, shift] : zip_equal(dims, shifts)) {
    int64_t extent = input.product(input.dims[dim]), by = shift % extent;
    input = remade(call, input, dim, extent, [=](int64_t place) {
      return (place + extent - by) % extent;
    });
  }
  return (!isFlat || input.view(sizes) || call.fail("cannot be followed")) &&
         call.give(input);
}

/// Whether dimensions of one element alone are repeated.
bool isExpansion(const Call &call, const Stream &input) {
  Extents sizes = call.resultSizes();
  return all_of(zip(reverse(sizes), reverse(input.dims)), [&](auto pair) {
    auto [size, dim] = pair;
    int64_t extent = input.product(dim);
    return extent == 1 || extent == size;
  });
}

/// repeat and tile.
bool lowerRepeat(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  if (isExpansion(call, input))
    return giveExpanded(call, input);
  Extents counts = call.integers(call.has("repeats") ? "repeats" : "dims");
  while (input.rank() < static_cast<int64_t>(counts.size()))
    input.dims.insert(input.dims.begin(), Atoms());
  counts.insert(counts.begin(), input.rank() - counts.size(), 1);
  for (auto [dim, count] : enumerate(counts)) {
    int64_t extent = input.product(input.dims[dim]);
    if (count == 1)
      continue;
    if (!refuseTime(call, input, dim,
                    "repeats the clip in time; a stream has no end at which it "
                    "could begin again"))
      return false;
    input = remade(call, input, dim, extent * count,
                   [=](int64_t place) { return place % extent; });
  }
  return call.give(input);
}

/// How often each place of `extent` is there.
bool readRepeats(Call &call, int64_t extent, Extents &repeats) {
  repeats.assign(extent, call.integer("repeats", 1));
  if (!call.find("repeats"))
    return true;
  Constant given;
  if (!call.need("repeats", given))
    return false;
  if (given.count() != extent && given.count() != 1)
    return call.fail("has another number of repeats than of places");
  for (auto [place, count] : enumerate(repeats))
    count = given.at(given.count() == 1 ? 0 : place);
  return true;
}

/// Each frame so many times.
bool repeatTime(Call &call, const Stream &input) {
  Constant repeats;
  int64_t count = call.integer("repeats", 0);
  if (call.find("repeats") && call.need("repeats", repeats) &&
      repeats.count() == 1)
    count = repeats.at(0);
  if (count < 1 || !input.isTimeAlone(input.timeDim()))
    return call.fail(
        "repeats each frame of the clip another number of times; a "
        "stream has all equally often");
  return call.give(repeatFrames(call, input, count, /*linear=*/false));
}

bool lowerRepeatInterleave(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  bool isFlat = !call.has("dim");
  int64_t dim = isFlat ? 0 : call.dim("dim", input.rank());
  if (isFlat && input.timeDim() >= 0)
    return call.fail(
        "makes one list of a clip; name the dimension whose places "
        "are repeated");
  if (dim == input.timeDim())
    return repeatTime(call, input);
  if (isFlat)
    input.view({countElements(input.sizes())});
  Extents repeats, places;
  if (!readRepeats(call, input.product(input.dims[dim]), repeats))
    return false;
  for (auto [place, count] : enumerate(repeats))
    places.insert(places.end(), std::max<int64_t>(count, 0), place);
  return call.give(remade(call, input, dim, places.size(),
                          [&](int64_t place) { return places[place]; }));
}

bool lowerDiagonal(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t rank = input.rank(), offset = call.integer("offset");
  int64_t row = call.dim("dim1", rank, 0), column = call.dim("dim2", rank, 1);
  if (!refuseTime(call, input, {row, column},
                  "takes a place of each frame by the frame's number in the "
                  "clip; a stream counts none of its frames"))
    return false;
  int64_t rows = input.product(input.dims[row]),
          columns = input.product(input.dims[column]);
  Places places;
  for (int64_t i = std::max<int64_t>(0, -offset);
       i < rows && i + offset < columns; ++i)
    places.list.push_back(i * columns + i + offset);
  if (places.list.empty())
    return call.fail("takes a diagonal that is not there");
  places.extents = {static_cast<int64_t>(places.list.size())};
  Atoms made = gatherPlaces(call, input, {row, column}, places).front();
  input.dims.erase(input.dims.begin() + std::max(row, column));
  input.dims.erase(input.dims.begin() + std::min(row, column));
  input.dims.push_back(made);
  return call.give(input);
}

//===----------------------------------------------------------------------===//
// Shuffles, which only move atoms
//===----------------------------------------------------------------------===//

/// Gives the stream, viewed as `sizes`, with each dimension made of those of a
/// group.
bool giveGrouped(Call &call, Stream input, ArrayRef<int64_t> sizes,
                 ArrayRef<SmallVector<int64_t, 3>> groups) {
  if (!input.view(sizes))
    return call.fail("shuffles the frames of the clip with the places of each; "
                     "time must stay whole");
  Stream result = input;
  result.dims.assign(groups.size(), Atoms());
  for (auto [dim, group] : zip_equal(result.dims, groups))
    for (int64_t part : group)
      dim.append(input.dims[part]);
  if (!result.isTimeAlone(result.timeDim()) &&
      call.stream("self")->isTimeAlone(call.stream("self")->timeDim()))
    return call.fail("makes places of channels, or channels of places, along "
                     "time; within a frame that is possible");
  return call.give(result);
}

bool lowerChannelShuffle(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  Extents sizes = input.sizes();
  int64_t groups = call.integer("groups", 1);
  if (input.rank() < 2 || sizes[1] % groups != 0)
    return call.fail("has channels that do not divide by its groups");
  sizes[1] /= groups;
  sizes.insert(sizes.begin() + 1, groups);
  SmallVector<SmallVector<int64_t, 3>> dims = {{0}, {2, 1}};
  for (int64_t dim = 3; dim <= input.rank(); ++dim)
    dims.push_back({dim});
  return giveGrouped(call, input, sizes, dims);
}

/// pixel_shuffle and pixel_unshuffle of the last three dimensions.
bool lowerPixelShuffle(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  bool isUp = call.op == "pixel_shuffle";
  int64_t factor =
              call.integer(isUp ? "upscale_factor" : "downscale_factor", 1),
          first = input.rank() - 3;
  Extents sizes = input.sizes();
  if (first < 0 || factor < 1)
    return call.fail("needs channels and two dimensions of space");
  int64_t c = sizes[first], h = sizes[first + 1], w = sizes[first + 2];
  if (isUp ? c % (factor * factor) != 0 : h % factor != 0 || w % factor != 0)
    return call.fail("has extents that do not divide by " + Twine(factor));
  sizes.resize(first);
  if (isUp)
    sizes.insert(sizes.end(), {c / (factor * factor), factor, factor, h, w});
  else
    sizes.insert(sizes.end(), {c, h / factor, factor, w / factor, factor});
  SmallVector<SmallVector<int64_t, 3>> dims;
  for (int64_t dim = 0; dim < first; ++dim)
    dims.push_back({dim});
  auto group = [&](std::initializer_list<int64_t> parts) {
    auto &dim = dims.emplace_back();
    for (int64_t part : parts)
      dim.push_back(first + part);
  };
  if (isUp)
    group({0}), group({3, 1}), group({4, 2});
  else
    group({0, 2, 4}), group({1}), group({3});
  return giveGrouped(call, input, sizes, dims);
}

constexpr LowerEntry entries[] = {
    {"flip", lowerFlip},
    {"fliplr", lowerFlip},
    {"flipud", lowerFlip},
    {"roll", lowerRoll},
    {"repeat", lowerRepeat},
    {"tile", lowerRepeat},
    {"repeat_interleave", lowerRepeatInterleave},
    {"diagonal", lowerDiagonal},
    {"channel_shuffle", lowerChannelShuffle},
    {"native_channel_shuffle", lowerChannelShuffle},
    {"pixel_shuffle", lowerPixelShuffle},
    {"pixel_unshuffle", lowerPixelShuffle}};

} // namespace

LowerTable reorderingTable() { return entries; }

} // namespace cocc::frontends
