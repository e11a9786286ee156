//===- LowerPads.cpp - More or less at the ends ---------------------------===//

#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

Stream padFrames(Call &call, const Stream &input, ArrayRef<int64_t> before,
                 ArrayRef<int64_t> after, StringRef mode, double value) {
  Attributes attributes;
  attributes.integers("before", before, 0).integers("after", after, 0);
  if (mode != "constant")
    attributes.text("mode", mode);
  Stream result =
      call.layer("pad", input, attributes.number("value", value, 0.0));
  StreamGeometry geometry;
  geometry.padBefore = std::max<int64_t>(before.front(), 0);
  geometry.skip = std::max<int64_t>(-before.front(), 0);
  geometry.padAfter = std::max<int64_t>(after.front(), 0);
  geometry.copiesFirst = mode == "replicate" && before.front() > 0;
  call.look(result, geometry);
  if (after.front() < 0)
    call.crop(result, -after.front());
  return result;
}

Stream cropTime(Call &call, const Stream &input, int64_t before,
                int64_t behind) {
  if (before == 0 && behind == 0)
    return input;
  if (std::optional<Stream> whole = wholeWindows(call, input, before, behind))
    return *whole;
  Extents none(input.axes.size() - 1, 0), after = none;
  none.front() = -before;
  after.front() = -behind;
  if (behind > 0)
    return padFrames(call, input, none, after, "constant", 0);
  Stream result =
      call.layer("skip", input, Attributes().integer("frames", before));
  StreamGeometry geometry;
  geometry.skip = before;
  call.look(result, geometry);
  return result;
}

Stream strideTime(Call &call, const Stream &input, int64_t step) {
  Extents stride(input.axes.size() - 1, 1);
  Attributes attributes;
  attributes.integers("kernel", stride);
  stride.front() = step;
  Stream result =
      call.layer("avg_pool", input, attributes.integers("stride", stride));
  call.look(result, windowGeometry(1, step, 0, 0, 1));
  return result;
}

bool settleFill(Call &call, Stream &stream, const StreamGeometry &geometry) {
  if (!stream.fill)
    return true;
  Fill fill = *stream.fill;
  stream.fill.reset();
  int64_t stride = geometry.stride;
  constexpr size_t enoughLengths = 3;
  bool fits = stream.frames.size() >= enoughLengths;
  for (auto [frames, added] : zip_equal(stream.frames, fill.frames)) {
    frames -= added;
    int64_t windows = frames + geometry.padBefore + geometry.padAfter -
                      geometry.receptiveField;
    fits &= added == (stride - windows % stride) % stride;
  }
  if (!fits)
    return call.fail(
        "reads a clip that was padded behind by as many frames as " +
        call.showByLength(fill.frames) +
        ", which depends on the clip's length and is not what "
        "fills its last window");
  Extents before(stream.axes.size() - 1, 0), after = before;
  after.front() = stride - 1;
  stream = padFrames(call, stream, before, after, fill.mode, fill.value);
  return true;
}

namespace {

/// How much is added before and behind each dimension.
struct Padding {
  Extents before, after;
  /// Behind the clip, for each length where it depends on that.
  std::optional<Frames> fill;
};

/// PyTorch gives pairs for each dimension from the last on.
bool readPadding(Call &call, int64_t rank, int64_t time, Padding &padding) {
  std::vector<Frames> pairs =
      call.integersAt(call.has("pad") ? "pad" : "padding");
  padding = {Extents(rank, 0), Extents(rank, 0), std::nullopt};
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    int64_t dim = rank - 1 - static_cast<int64_t>(i / 2);
    padding.before[dim] = pairs[i].front();
    padding.after[dim] = pairs[i + 1].front();
    if (dim == time && !all_equal(pairs[i + 1]))
      padding.fill = pairs[i + 1];
    bool fillsBehind = padding.fill && all_equal(pairs[i]);
    if (!fillsBehind && (!all_equal(pairs[i]) || !all_equal(pairs[i + 1])))
      return call.fail(
          "pads by " +
          call.showByLength(all_equal(pairs[i]) ? pairs[i + 1] : pairs[i]) +
          ": the padding in front depends on the clip's length, "
          "so that clips of different lengths are different "
          "networks; pad by a number, or say with multiple_of "
          "in cocc.compile which lengths the clips have");
  }
  if (padding.fill)
    padding.after[time] = 0;
  return true;
}

/// Makes the dimensions in `padded` spatial axes of the frame.
void makeSpatial(Call &call, Stream &input, ArrayRef<int64_t> padded) {
  auto isSpatial = [&](int64_t dim) {
    return input.findAxis(input.atomsOf(dim)) >= 2;
  };
  if (all_of(padded, isSpatial))
    return;
  std::vector<Atoms> axes(2);
  for (auto [dim, atoms] : enumerate(input.dims))
    for (int atom : atoms)
      if (atom != Stream::time &&
          !is_contained(padded, static_cast<int64_t>(dim)))
        axes[!input.isBatch(atom)].push_back(atom);
  for (int64_t dim : padded)
    axes.push_back(input.atomsOf(dim));
  input = call.arrange(input, axes);
}

std::string modeOf(const Call &call) {
  StringRef op = call.op;
  if (op.starts_with("reflection"))
    return "reflect";
  return op.starts_with("replication") ? "replicate"
                                       : call.text("mode", "constant");
}

bool lowerPad(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t time = input.timeDim();
  Padding padding;
  if (!readPadding(call, input.rank(), time, padding))
    return false;
  std::string mode = modeOf(call);
  Extents spatial;
  for (int64_t dim = 0; dim < input.rank(); ++dim)
    if (dim != time && (padding.before[dim] != 0 || padding.after[dim] != 0))
      spatial.push_back(dim);
  bool padsTime = time >= 0 &&
                  (padding.before[time] || padding.after[time] || padding.fill);
  if (padsTime)
    giveTimeItsPlaces(call, input);
  if (padsTime && !input.isTimeAlone(time))
    return call.fail("pads where time is merged with another axis");
  if (mode != "constant" && mode != "replicate" && mode != "reflect" &&
      mode != "circular")
    return call.fail("there is no padding with mode '" + mode + "'");
  if (padsTime && mode != "constant" && mode != "replicate")
    return call.fail("pads time with mode '" + mode +
                     "'; in time there is padding with a constant, or with "
                     "the first and last frame (mode 'replicate')");
  if (spatial.size() > 2)
    return call.fail("pads more than two axes beside time");
  makeSpatial(call, input, spatial);
  Extents before(input.axes.size() - 1, 0), after = before;
  if (padsTime) {
    before.front() = padding.before[time];
    after.front() = padding.after[time];
  }
  for (int64_t dim : spatial) {
    int axis = input.findAxis(input.atomsOf(dim));
    before[axis - 1] = padding.before[dim];
    after[axis - 1] = padding.after[dim];
  }
  auto isNone = [](int64_t n) { return n == 0; };
  Stream result =
      padding.fill && all_of(before, isNone) && all_of(after, isNone)
          ? input
          : padFrames(call, input, before, after, mode, call.number("value"));
  for (int64_t dim : spatial)
    result.resize(dim, input.findAxis(input.atomsOf(dim)),
                  call.resultSizes()[dim]);
  if (padding.fill) {
    result.fill = Fill{*padding.fill, call.number("value"), mode};
    for (auto [frames, added] : zip_equal(result.frames, *padding.fill))
      frames += added;
  }
  return call.give(result);
}

constexpr LowerEntry entries[] = {{"pad", lowerPad},
                                  {"constant_pad_nd", lowerPad},
                                  {"reflection_pad1d", lowerPad},
                                  {"reflection_pad2d", lowerPad},
                                  {"reflection_pad3d", lowerPad},
                                  {"replication_pad1d", lowerPad},
                                  {"replication_pad2d", lowerPad},
                                  {"replication_pad3d", lowerPad}};

} // namespace

LowerTable padTable() { return entries; }

} // namespace cocc::frontends
