//===- LowerWindows.cpp - Convolutions and pools --------------------------===//

#include "frontends/torch/LowerWindows.h"
#include "dialect/CeilMode.h"
#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

bool Windowed::place(Call &call, StringRef parameter, int64_t count,
                     bool takesFill) {
  if (!(takesFill ? call.needFilled(parameter, stream)
                  : call.need(parameter, stream)))
    return false;
  isUnbatched = stream.rank() == count + 1;
  if (!isUnbatched && stream.rank() != count + 2)
    return call.fail("looks along " + Twine(count) + " dimensions of " +
                     Twine(stream.rank()));
  if (isUnbatched)
    stream.dims.insert(stream.dims.begin(), Atoms());
  giveTimeItsPlaces(call, stream);
  int64_t timeDim = stream.timeDim();
  if (timeDim == 1)
    return call.fail("has time as its channels; is " +
                     call.optionNames().timeDim() + " right?");
  time = timeDim < 2 ? -1 : timeDim - 2;
  if (time >= 0 && !stream.isTimeAlone(timeDim))
    return call.fail("looks along an axis in which time is merged with others");
  SmallVector<SmallVector<int64_t, 4>> axes = {{0}, {1}};
  for (int64_t dim = 2; dim < count + 2; ++dim)
    if (dim != timeDim)
      axes.push_back({dim});
  if (axes.size() > 4)
    return call.fail("has three axes of space beside time; there are at most "
                     "two");
  stream = call.arrangeDims(stream, axes);
  return true;
}

Extents Windowed::order(Extents given, int64_t usual) const {
  int64_t count = stream.rank() - 2;
  if (given.empty())
    given = {usual};
  given.resize(count, given.front());
  Extents axes = {usual};
  for (auto [place, number] : enumerate(given))
    if (static_cast<int>(place) == time)
      axes.front() = number;
    else
      axes.push_back(number);
  return axes;
}

Frames Windowed::inTime(ArrayRef<Frames> given) const {
  if (time < 0 || given.empty())
    return {};
  return given[static_cast<size_t>(time) < given.size() ? time : 0];
}

bool looksAtWholeClip(const Stream &stream, ArrayRef<int64_t> kernel) {
  return stream.frames.front() > 1 &&
         ArrayRef<int64_t>(stream.frames) == kernel;
}

bool Windowed::give(Call &call, Stream result) {
  Extents sizes = call.resultSizes();
  if (isUnbatched)
    sizes.insert(sizes.begin(), 1);
  for (int64_t dim = 2, axis = 2; dim < result.rank(); ++dim)
    if (dim != time + 2)
      result.resize(dim, axis++, sizes[dim]);
  if (isUnbatched)
    result.dims.erase(result.dims.begin());
  return call.give(result);
}

Constant withTime(const Constant &weight, int time) {
  if (time < 0) {
    Extents sizes = weight.sizes;
    sizes.insert(sizes.begin() + 2, 1);
    return weight.reshaped(sizes);
  }
  Extents order = {0, 1, time + 2};
  for (int64_t axis = 2; axis < weight.rank(); ++axis)
    if (axis != time + 2)
      order.push_back(axis);
  return weight.permuted(order);
}

namespace {

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// Padding in front of and behind each axis of the frame.
struct Paddings {
  Extents before, after;
};

Paddings paddingOf(const Call &call, const Windowed &window,
                   ArrayRef<int64_t> kernel, ArrayRef<int64_t> dilation) {
  if (call.text("padding") != "same") {
    Extents both = window.order(call.integers("padding"), 0);
    return {both, both};
  }
  Paddings paddings;
  for (auto [k, d] : zip_equal(kernel, dilation)) {
    paddings.before.push_back(d * (k - 1) / 2);
    paddings.after.push_back(d * (k - 1) - paddings.before.back());
  }
  return paddings;
}

StreamGeometry geometryInTime(ArrayRef<int64_t> kernel,
                              ArrayRef<int64_t> stride,
                              const Paddings &paddings,
                              ArrayRef<int64_t> dilation) {
  return windowGeometry(kernel.front(), stride.front(), paddings.before.front(),
                        paddings.after.front(), dilation.front());
}

bool lowerConv(Call &call) {
  if (call.flag("transposed"))
    return findIn(transposedTable(), "conv_transpose1d")(call);
  Windowed window;
  Constant weight;
  if (!call.need("weight", weight))
    return false;
  if (weight.rank() < 3 || weight.rank() > 5)
    return call.fail("'weight' must have from 3 to 5 dimensions");
  if (!window.place(call, "input", weight.rank() - 2, /*takesFill=*/true))
    return false;
  const Constant *bias = call.constant("bias");
  weight = withTime(weight, window.time);
  Extents kernel = Extents(weight.sizes.begin() + 2, weight.sizes.end());
  Extents stride = window.order(call.integers("stride"), 1),
          dilation = window.order(call.integers("dilation"), 1);
  Paddings paddings = paddingOf(call, window, kernel, dilation);
  Attributes attributes;
  attributes.integer("channels", weight.sizes[0])
      .integers("kernel", kernel)
      .integers("stride", stride, 1)
      .integers("padding", paddings.before, 0);
  if (paddings.after != paddings.before)
    attributes.integers("padding_after", paddings.after);
  attributes.integers("dilation", dilation, 1)
      .integer("groups", call.integer("groups", 1), 1)
      .flag("bias", bias != nullptr, true);
  LoweredWeights weights = {{"weight", weight}};
  if (bias)
    weights.push_back({"bias", *bias});
  StreamGeometry geometry = geometryInTime(kernel, stride, paddings, dilation);
  if (!settleFill(call, window.stream, geometry))
    return false;
  if (window.time >= 0 && looksAtWholeClip(window.stream, kernel.front()))
    return call.fail("looks at all " + Twine(kernel.front()) +
                     " frames of the clip: whether that is the clip's length "
                     "or a number of its own cannot be told; export the module "
                     "with a longer clip");
  Stream result = call.layer("conv", window.stream, attributes, weights);
  result.resize(1, 1, weight.sizes[0]);
  call.look(result, geometry);
  return window.give(call, result);
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

/// What a pool does along each axis of the frame.
struct Pool {
  Extents kernel, stride, dilation, padding;

  Pool(const Call &call, const Windowed &window)
      : kernel(window.order(call.integers("kernel_size"), 1)),
        stride(window.order(call.integers("stride").empty()
                                ? call.integers("kernel_size")
                                : call.integers("stride"),
                            1)),
        dilation(window.order(call.integers("dilation"), 1)),
        padding(window.order(call.integers("padding"), 0)) {}

  StreamGeometry inTime(bool ceilMode) const {
    StreamGeometry time =
        geometryInTime(kernel, stride, {padding, padding}, dilation);
    if (ceilMode)
      time.padAfter =
          roundUpPadding(time.receptiveField, time.stride, time.padAfter);
    return time;
  }
};

/// A pool over the whole clip and windows of the frame.
bool givePooledClip(Call &call, Windowed &window, bool isMean) {
  std::vector<Frames> kernels = call.integersAt("kernel_size");
  Extents extents;
  for (const Frames &kernel : kernels)
    extents.push_back(kernel.front());
  Extents kernel = window.order(extents, 1);
  kernel.front() = 1;
  Extents frame = window.stream.frameShape();
  bool isWhole = ArrayRef(kernel).drop_front() == ArrayRef(frame).drop_front(2);
  std::vector<Frames> padding = call.integersAt("padding");
  if (!isWhole ||
      any_of(padding, [](const Frames &each) { return each.front() != 0; }))
    return call.fail("pools the whole clip and a part of each frame; pool the "
                     "frame first, and then the clip by a mean over time");
  Stream result = call.layer(isMean ? "avg_pool" : "max_pool", window.stream,
                             Attributes().integers("kernel", kernel));
  return reduceClip(call, result,
                    isMean ? FrameReduction::Mean : FrameReduction::Max,
                    StringRef(call.op).rtrim("123d")) &&
         window.give(call, result);
}

bool lowerPool(Call &call) {
  bool isMax = StringRef(call.op).starts_with("max_pool");
  Windowed window;
  int64_t count = StringRef(call.op)[8] - '0';
  if (!window.place(call, "self", count, /*takesFill=*/true))
    return false;
  if (call.isUsed(1))
    return call.fail("there are no indices of a maximum");
  if (looksAtWholeClip(window.stream,
                       window.inTime(call.integersAt("kernel_size"))))
    return givePooledClip(call, window, !isMax);
  Pool pool(call, window);
  bool ceilMode = call.flag("ceil_mode");
  Attributes attributes;
  attributes.integers("kernel", pool.kernel)
      .integers("stride", pool.stride, 1)
      .integers("padding", pool.padding, 0)
      .integers("dilation", pool.dilation, 1)
      .flag("ceil_mode", ceilMode, false);
  if (!isMax && any_of(pool.padding, [](int64_t n) { return n != 0; }))
    attributes.flag("count_include_pad", call.flag("count_include_pad", true),
                    true);
  if (!isMax)
    attributes.integer("divisor_override", call.integer("divisor_override"), 0);
  if (!settleFill(call, window.stream, pool.inTime(ceilMode)))
    return false;
  Stream result =
      call.layer(isMax ? "max_pool" : "avg_pool", window.stream, attributes);
  call.look(result, pool.inTime(ceilMode));
  return window.give(call, result);
}

constexpr LowerEntry entries[] = {{"conv1d", lowerConv},
                                  {"conv2d", lowerConv},
                                  {"conv3d", lowerConv},
                                  {"convolution", lowerConv},
                                  {"avg_pool1d", lowerPool},
                                  {"avg_pool2d", lowerPool},
                                  {"avg_pool3d", lowerPool},
                                  {"max_pool1d", lowerPool},
                                  {"max_pool2d", lowerPool},
                                  {"max_pool3d", lowerPool},
                                  {"max_pool2d_with_indices", lowerPool},
                                  {"max_pool3d_with_indices", lowerPool}};

} // namespace

LowerTable windowTable() { return entries; }

} // namespace cocc::frontends
