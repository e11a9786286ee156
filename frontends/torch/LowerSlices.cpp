//===- LowerSlices.cpp - Parts of a dimension -----------------------------===//

#include "frontends/torch/LowerSlices.h"
#include "frontends/torch/LowerRanges.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

Stream sliceFrame(Call &call, Stream input, int64_t dim, Range range) {
  if (range.start == 0 && range.step == 1 &&
      range.count == input.product(input.dims[dim]))
    return input;
  Atoms own = input.atomsOf(dim);
  auto axis = find_if(input.axes, [&](const Atoms &atoms) {
    return ArrayRef<int>(atoms).take_front(own.size()) == ArrayRef<int>(own);
  });
  bool isOuter = axis != input.axes.end() && range.step == 1 && !own.empty();
  int place = isOuter ? axis - input.axes.begin() : call.isolate(input, dim);
  Atoms whole = input.axes[place];
  Atoms rest(ArrayRef<int>(whole).drop_front(own.size()));
  int64_t inner = input.product(rest);
  Stream result = call.layer(
      "slice", input,
      Attributes()
          .integer("axis", place)
          .integer("start", range.start * inner, 0)
          .integer("end",
                   ((range.count - 1) * range.step + range.start + 1) * inner)
          .integer("step", range.step, 1));
  result.axes[place] = own;
  result.resize(dim, place, range.count);
  result.axes[place].append(rest.begin(), rest.end());
  return result;
}

namespace {

/// Frames of the clip. The program's numbers count from the clip's beginning or
/// from the end of the example clip; a stream has no other end.
bool sliceTime(Call &call, Stream input, int64_t dim) {
  giveTimeItsPlaces(call, input);
  if (!input.isTimeAlone(dim))
    return call.fail(
        "takes some frames where time is merged with another axis");
  std::optional<TimeRange> range = readTimeRange(call, input.frames);
  if (!range)
    return false;
  if (range->start.isFromEnd)
    return call.fail("keeps the clip's last " + Twine(range->start.distance) +
                     " frames; a stream goes on, so only the newest frame "
                     "alone is one, as in x[:, :, -1]");
  if (!range->end.isFromEnd)
    return call.fail("keeps the clip's first " + Twine(range->end.distance) +
                     " frames, a number that does not come from the clip's "
                     "length; a stream goes on: count from the end, as in "
                     "x[:, :, :-2]");
  Stream result =
      cropTime(call, input, range->start.distance, range->end.distance);
  if (int64_t step = call.integer("step", 1); step != 1)
    result = strideTime(call, result, step);
  return call.give(result);
}

bool lowerSlice(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank());
  if (dim == input.timeDim())
    return sliceTime(call, input, dim);
  int64_t extent = input.product(input.dims[dim]);
  auto place = [&](StringRef parameter, int64_t usual) {
    int64_t given = call.integer(parameter, usual);
    return std::clamp<int64_t>(given < 0 ? given + extent : given, 0, extent);
  };
  int64_t step = call.integer("step", 1);
  int64_t start = place("start", 0), end = place("end", extent);
  if (call.has("length"))
    end = start + call.integer("length");
  Range range = {start, std::max<int64_t>(0, (end - start + step - 1) / step),
                 step};
  if (range.count == 0)
    return call.fail("keeps nothing");
  return call.give(sliceFrame(call, input, dim, range));
}

/// The dimension is gone.
Stream selected(Call &call, Stream input, int64_t dim, int64_t place) {
  input = sliceFrame(call, std::move(input), dim, {place, 1, 1});
  input.dims.erase(input.dims.begin() + dim);
  return input;
}

/// Of several frames for each of the clip, the last.
std::optional<Stream> newestOfEach(Call &call, const Stream &input) {
  int64_t ticks = input.position.ticksPerFrame,
          period = input.position.clock.period, count = ticks / period;
  if (count <= 1 && period % ticks == 0)
    return input;
  if (ticks % period != 0) {
    call.fail("takes the newest of frames of which there are " +
              continual::showRate(input.position) +
              "; make them as many for each frame");
    return std::nullopt;
  }
  return strideTime(call, cropTime(call, input, count - 1, 0), count);
}

/// The clip's last frame, which is the stream's newest.
bool selectFrame(Call &call, Stream input, int64_t dim) {
  giveTimeItsPlaces(call, input);
  std::optional<TimePlace> place =
      findPlace(call, call.integerAt("index"), input.frames, TimePlace::Frame);
  if (!input.isTimeAlone(dim) || !place || !place->isFromEnd ||
      place->distance != 1)
    return call.fail("takes frame " +
                     call.showByLength(call.integerAt("index")) +
                     " of the clip; a stream has the newest frame alone, which "
                     "is x[:, :, -1]" +
                     (call.countLengths() > 1
                          ? ""
                          : "; a loop over all frames shows in exports of "
                            "clips of two lengths (--also)"));
  if (!call.isCausal(input))
    return call.fail("takes the clip's last frame, which depends on padding "
                     "behind the clip; pad before the clip alone, so that the "
                     "newest frame is known as it comes");
  std::optional<Stream> newest = newestOfEach(call, input);
  if (!newest)
    return false;
  newest->dims.erase(newest->dims.begin() + dim);
  return call.give(*newest);
}

bool lowerSelect(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank());
  if (dim == input.timeDim())
    return selectFrame(call, input, dim);
  int64_t extent = input.product(input.dims[dim]);
  int64_t place = call.integer("index");
  place = place < 0 ? place + extent : place;
  if (place < 0 || place >= extent)
    return call.fail("takes a place that is not there");
  return call.give(selected(call, input, dim, place));
}

/// Parts of a dimension, one after the other, each a result.
bool giveParts(Call &call, const Stream &input, int64_t dim,
               ArrayRef<int64_t> counts, bool keepsDim) {
  if (dim == input.timeDim())
    return call.fail("cuts the clip into parts along time, which a stream has "
                     "not");
  int64_t start = 0, extent = input.product(input.dims[dim]);
  for (auto [part, count] : enumerate(counts)) {
    if (count < 1 || start + count > extent)
      return call.fail("takes places that are not there");
    if (call.isUsed(part))
      call.give(keepsDim ? sliceFrame(call, input, dim, {start, count, 1})
                         : selected(call, input, dim, start),
                part);
    start += count;
  }
  return true;
}

/// chunk, split, split_with_sizes, tensor_split and unbind: the results tell
/// the parts.
bool lowerParts(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank());
  int64_t extent = input.product(input.dims[dim]),
          results = call.node.results.size();
  Extents counts =
      call.integers(call.has("split_sizes") ? "split_sizes" : "split_size");
  if (call.op == "unbind")
    counts.assign(extent, 1);
  else if (call.op == "tensor_split" && call.has("sections"))
    for (int64_t i = 0, n = call.integer("sections"); i < n; ++i)
      counts.push_back(extent / n + (i < extent % n));
  else if (call.op == "tensor_split")
    return call.fail("cuts at given places; use torch.split instead");
  else if (call.op == "chunk")
    counts = {(extent + call.integer("chunks", 1) - 1) /
              call.integer("chunks", 1)};
  if (counts.size() == 1 && results > 1) {
    int64_t each = counts.front();
    counts.assign(results, each);
    counts.back() = extent - each * (results - 1);
  }
  return giveParts(call, input, dim, counts, call.op != "unbind");
}

constexpr LowerEntry entries[] = {
    {"slice", lowerSlice},        {"narrow", lowerSlice},
    {"select", lowerSelect},      {"chunk", lowerParts},
    {"split", lowerParts},        {"split_with_sizes", lowerParts},
    {"tensor_split", lowerParts}, {"unbind", lowerParts}};

} // namespace

LowerTable sliceTable() { return entries; }

} // namespace cocc::frontends
