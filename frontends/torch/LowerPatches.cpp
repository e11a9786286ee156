//===- LowerPatches.cpp - Windows as tensors, and sums of windows ---------===//

#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "frontends/torch/LowerWindows.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The windows along the two dimensions of a plane.
struct PlaneWindows {
  PlaceWindow along[2];

  /// The extents are still to be set. Along `whole`, if it is not -1, the
  /// window is all of the clip, whose frames count as places of their own.
  explicit PlaneWindows(const Call &call, int whole = -1) {
    auto read = [&](StringRef parameter, int64_t PlaceWindow::*member,
                    int64_t usual) {
      Extents given = call.integers(parameter, {usual});
      given.resize(2, given.front());
      for (int i = 0; i < 2; ++i)
        along[i].*member = given[i];
    };
    if (whole < 0)
      read("kernel_size", &PlaceWindow::kernel, 1);
    else
      along[1 - whole].kernel =
          call.integersAt("kernel_size")[1 - whole].front();
    read("stride", &PlaceWindow::stride, 1);
    read("dilation", &PlaceWindow::dilation, 1);
    read("padding", &PlaceWindow::padding, 0);
    if (whole >= 0)
      along[whole] = PlaceWindow();
  }

  bool check(Call &call) const {
    for (const PlaceWindow &window : along)
      if (window.padding < 0 || window.extent < 1 || window.count() < 1)
        return call.fail("has windows that do not fit");
    return true;
  }
};

bool isEachPlace(const PlaceWindow &window) {
  return window.kernel == 1 && window.stride == 1 && window.padding == 0;
}

//===----------------------------------------------------------------------===//
// im2col
//===----------------------------------------------------------------------===//

/// What each tap sees in each window: (taps of both, windows of both).
Places placesOf(const PlaceWindow &y, const PlaceWindow &x) {
  Places places;
  places.extents = {y.kernel, x.kernel, y.count(), x.count()};
  for (int64_t ky = 0; ky < y.kernel; ++ky)
    for (int64_t kx = 0; kx < x.kernel; ++kx)
      for (int64_t oy = 0; oy < y.count(); ++oy)
        for (int64_t ox = 0; ox < x.count(); ++ox) {
          int64_t row = y.at(ky, oy), column = x.at(kx, ox);
          places.list.push_back(
              row < 0 || column < 0 ? -1 : row * x.extent + column);
        }
  return places;
}

/// The same where time is a dimension of its own.
std::optional<Stream> stackClip(Call &call, const Stream &input,
                                const PlaceWindow &window) {
  if (input.isTimeAlone(input.timeDim()))
    return stackFrames(call, input, window);
  call.fail("takes windows of frames where time is merged with another axis");
  return std::nullopt;
}

/// The dimension of a plane, if it is time, along which the only window is as
/// long as the clip; else -1.
int findWholeClip(const Call &call, const Stream &input) {
  std::vector<Frames> kernels = call.integersAt("kernel_size");
  int time = input.timeDim() - 2;
  Extents padding = call.integers("padding", {0});
  bool isWhole = time >= 0 && kernels.size() == 2 &&
                 looksAtWholeClip(input, kernels[time]) &&
                 all_equal(kernels[1 - time]) &&
                 padding[padding.size() == 2 ? time : 0] == 0;
  return isWhole ? time : -1;
}

/// The taps and windows along a plane's dimensions, in the order of placesOf.
/// Where one is time, its windows are those of frames; the frames of a window
/// that is all of the clip, along `whole`, are taps.
std::optional<std::vector<Atoms>>
cutPlane(Call &call, Stream &input, const PlaneWindows &windows, int whole) {
  const PlaceWindow &y = windows.along[0], &x = windows.along[1];
  if (input.timeDim() < 2)
    return gatherPlaces(call, input, {2, 3}, placesOf(y, x));
  int time = input.timeDim() - 2;
  Atoms taps, frames = {Stream::time};
  if (time == whole)
    std::swap(taps, frames);
  else if (!isEachPlace(windows.along[time])) {
    std::optional<Stream> stacked = stackClip(call, input, windows.along[time]);
    if (!stacked)
      return std::nullopt;
    input = *stacked;
    taps = input.dims.back();
    input.dims.pop_back();
  }
  PlaceWindow one;
  Places places = time == 0 ? placesOf(one, x) : placesOf(y, one);
  std::vector<Atoms> made = gatherPlaces(call, input, 3 - time, places);
  made[time] = taps;
  made[2 + time] = frames;
  return made;
}

bool lowerIm2col(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  bool isUnbatched = input.rank() == 3;
  if (isUnbatched)
    input.dims.insert(input.dims.begin(), Atoms());
  if (input.rank() != 4)
    return call.fail("cuts windows out of a plane, (batch, channels, *plane)");
  if (input.timeDim() == 1)
    return call.fail("has time as its channels; is " +
                     call.optionNames().timeDim() + " right?");
  if (input.timeDim() > 1 && !input.isTimeAlone(input.timeDim()))
    return call.fail("takes windows of frames where time is merged with "
                     "another axis");
  int whole = findWholeClip(call, input);
  PlaneWindows windows(call, whole);
  for (int i = 0; i < 2; ++i)
    windows.along[i].extent = input.product(input.dims[i + 2]);
  if (!windows.check(call))
    return false;
  std::optional<std::vector<Atoms>> parts =
      cutPlane(call, input, windows, whole);
  if (!parts)
    return false;
  input.dims.resize(3);
  input.dims[1].append((*parts)[0]);
  input.dims[1].append((*parts)[1]);
  input.dims[2] = (*parts)[2];
  input.dims[2].append((*parts)[3]);
  if (isUnbatched)
    input.dims.erase(input.dims.begin());
  return call.give(input);
}

//===----------------------------------------------------------------------===//
// col2im
//===----------------------------------------------------------------------===//

/// For each place of a plane the taps and windows that see it, as places of
/// (taps of both, windows of both), and -1 up to the most that any has.
Places viewersOf(const PlaceWindow &y, const PlaceWindow &x) {
  Places seen = placesOf(y, x);
  std::vector<Extents> viewers(y.extent * x.extent);
  size_t most = 1;
  for (auto [viewer, place] : enumerate(seen.list))
    if (place >= 0) {
      viewers[place].push_back(viewer);
      most = std::max(most, viewers[place].size());
    }
  Places places = {{}, {y.extent, x.extent, static_cast<int64_t>(most)}};
  for (Extents &own : viewers) {
    own.resize(most, -1);
    places.list.insert(places.list.end(), own.begin(), own.end());
  }
  return places;
}

/// The sums over the last of three dimensions that were made of an axis of
/// space.
Stream sumOver(Call &call, const Stream &input, ArrayRef<Atoms> made,
               int axis) {
  int64_t count = input.product(made[2]);
  if (count == 1)
    return input;
  Extents window(input.axes.size() - 1, 1);
  window[axis - 1] = count;
  Stream result = call.layer("avg_pool", input,
                             Attributes()
                                 .integers("kernel", window)
                                 .integers("stride", window)
                                 .integer("divisor_override", 1));
  result.axes[axis] = made[0];
  result.axes[axis].append(made[1]);
  return result;
}

/// Blocks of frames, the taps of a window along time, added up where they
/// overlap. `input` is (batch, channels, taps y, x, windows y, x).
bool addOverlaps(Call &call, const Stream &input, const PlaceWindow &window,
                 ArrayRef<int64_t> frames, bool isUnbatched) {
  int time = input.timeDim();
  Stream blocks = input;
  blocks.dims[time].append(std::exchange(blocks.dims[time - 2], Atoms()));
  std::optional<Stream> sum =
      overlapBlocks(call, blocks, window.stride, window.padding, frames);
  if (!sum)
    return false;
  sum->dims = {sum->dims[0], sum->dims[1], {}, {}};
  sum->dims[time - 2] = {Stream::time};
  if (isUnbatched)
    sum->dims.erase(sum->dims.begin());
  return call.give(*sum);
}

bool lowerCol2im(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  PlaneWindows windows(call);
  std::vector<Frames> plane = call.integersAt("output_size");
  bool isUnbatched = input.rank() == 2;
  if (isUnbatched)
    input.dims.insert(input.dims.begin(), Atoms());
  if (input.rank() != 3 || plane.size() != 2)
    return call.fail("puts windows together to a plane, (batch, channels and "
                     "taps, windows)");
  PlaceWindow &y = windows.along[0], &x = windows.along[1];
  y.extent = plane[0].front(), x.extent = plane[1].front();
  if (!windows.check(call))
    return false;
  Extents sizes = input.sizes();
  if (!input.view({sizes[0], sizes[1] / (y.kernel * x.kernel), y.kernel,
                   x.kernel, y.count(), x.count()}))
    return call.fail("puts windows of frames together otherwise than they were "
                     "cut");
  int time = input.timeDim();
  if (time >= 0 && time < 4 && time != 0)
    return call.fail("has time among its channels");
  if (time >= 4 && !isEachPlace(windows.along[time - 4])) {
    const PlaceWindow &window = windows.along[time - 4];
    if (window.dilation == 1 && windows.along[5 - time].extent == 1)
      return addOverlaps(call, input, window, plane[time - 4], isUnbatched);
    return call.fail(
        "adds up windows of frames that overlap in time and space, "
        "or are dilated; those of time alone, side by side, are "
        "possible");
  }
  if (time < 4 || plane[time - 4] != input.frames)
    call.integers("output_size"); // which is another for each length
  if (time >= 4)
    windows.along[time - 4] = PlaceWindow();
  Extents own = {2, 3, 4, 5};
  if (time >= 4)
    own.erase(own.begin() + time - 2);
  int axis = placeAxis(call, input, input.atomsOf(own), /*isSpace=*/true);
  std::vector<Atoms> made = gatherPlaces(call, input, own, viewersOf(y, x));
  input = sumOver(call, input, made, axis);
  if (time >= 4)
    made[time - 4] = {Stream::time};
  input.dims = {input.dims[0], input.dims[1], made[0], made[1]};
  if (isUnbatched)
    input.dims.erase(input.dims.begin());
  return call.give(input);
}

//===----------------------------------------------------------------------===//
// unfold
//===----------------------------------------------------------------------===//

/// Windows along one dimension, as a last dimension.
bool lowerUnfold(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dimension", input.rank());
  PlaceWindow window;
  window.extent = input.product(input.dims[dim]);
  window.kernel = call.integer("size");
  window.stride = call.integer("step", 1);
  if (window.kernel < 1 || window.kernel > window.extent)
    return call.fail("'size' is " + Twine(window.kernel) +
                     "; it must be from 1 to " + Twine(window.extent));
  if (dim == input.timeDim()) {
    std::optional<Stream> stacked = stackClip(call, input, window);
    return stacked && call.give(*stacked);
  }
  Places places = {{}, {window.count(), window.kernel}};
  for (int64_t i = 0; i < window.count(); ++i)
    for (int64_t tap = 0; tap < window.kernel; ++tap)
      places.list.push_back(window.at(tap, i));
  std::vector<Atoms> made = gatherPlaces(call, input, dim, places);
  input.dims[dim] = made[0];
  input.dims.push_back(made[1]);
  return call.give(input);
}

constexpr LowerEntry entries[] = {
    {"im2col", lowerIm2col}, {"col2im", lowerCol2im}, {"unfold", lowerUnfold}};

} // namespace

LowerTable patchTable() { return entries; }

} // namespace cocc::frontends
