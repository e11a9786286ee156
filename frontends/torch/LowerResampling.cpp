//===- LowerResampling.cpp - Frames with more places, or fewer ------------===//

#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerWindows.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// "upsample_bilinear2d" -> "linear".
StringRef modeOf(StringRef op) {
  if (op.contains("nearest_exact"))
    return "nearest_exact";
  if (op.contains("nearest"))
    return "nearest";
  return op.contains("cubic") ? "cubic" : "linear";
}

/// The factors along the call's dimensions by which their extents were found,
/// 0 where the extents were given.
std::vector<double> readFactors(const Call &call, int64_t count) {
  std::vector<double> factors = call.numbers("scale_factors");
  if (call.has("scales"))
    factors = {call.number("scales")};
  static constexpr StringRef names[] = {"scales_d", "scales_h", "scales_w"};
  for (StringRef name : ArrayRef(names).take_back(count))
    if (call.has(name))
      factors.push_back(call.number(name));
  factors.resize(count, 0);
  return factors;
}

/// Those of the axes of space, as attributes say them: none where they are what
/// the extents say too.
std::vector<double> factorsOfSpace(const Call &call, const Windowed &window,
                                   ArrayRef<int64_t> from,
                                   ArrayRef<int64_t> to) {
  std::vector<double> factors = readFactors(call, window.stream.rank() - 2);
  if (window.time >= 0)
    factors.erase(factors.begin() + window.time);
  bool isTold = true;
  for (auto [factor, a, b] : zip_equal(factors, from, to))
    isTold &= factor <= 0 || static_cast<float>(1 / factor) ==
                                 static_cast<float>(a) / static_cast<float>(b);
  return isTold ? std::vector<double>() : factors;
}

/// Whether the call leaves time, dimension `time` of the last `count`, as it
/// is: a factor may give as many frames, and yet take others.
bool keepsTime(const Call &call, int64_t count, int64_t time) {
  double factor = readFactors(call, count)[time];
  return factor <= 0 || factor == 1 || call.flag("align_corners");
}

/// The frames that the call makes, by length; time is dimension `time` of the
/// last `count`.
Frames framesMade(const Call &call, int64_t count, int64_t time) {
  Frames made;
  for (size_t length = 0; length < call.countLengths(); ++length)
    made.push_back(
        ArrayRef<int64_t>(call.resultSizesAt(length)).take_back(count)[time]);
  return made;
}

bool lowerInterpolation(Call &call) {
  Windowed window;
  int64_t count = StringRef(call.op).drop_back().back() - '0';
  if (!window.place(call, call.has("input") ? "input" : "self", count))
    return false;
  Extents sizes = call.resultSizes();
  sizes.erase(sizes.begin(), sizes.end() - count);
  if (window.time >= 0) {
    Frames made = framesMade(call, count, window.time);
    if (made != window.stream.frames || !keepsTime(call, count, window.time))
      return call.fail(
          "makes " + call.showByLength(made) + " frames of " +
          call.showByLength(window.stream.frames) +
          ": it resamples time, where a step of a stream gives one frame at "
          "most; axes of the frame can be resampled, and frames left out with "
          "x[:, :, ::2]");
    sizes.erase(sizes.begin() + window.time);
  }
  Extents from = window.stream.frameShape();
  from.erase(from.begin(), from.begin() + 2);
  StringRef mode = modeOf(call.op);
  if (sizes.empty() || (sizes == from && mode == "nearest"))
    return window.give(call, window.stream);
  Attributes attributes;
  attributes.integers("size", sizes).text("mode", mode);
  bool alignCorners = call.flag("align_corners");
  attributes.flag("align_corners", alignCorners, false);
  std::vector<double> factors = factorsOfSpace(call, window, from, sizes);
  if (!alignCorners && !factors.empty())
    attributes.numbers("factor", factors);
  return window.give(call, call.layer("resample", window.stream, attributes));
}

bool refuseAntialias(Call &call) {
  return call.fail("there is no interpolation with antialias; leave it out, or "
                   "use an adaptive average pool (mode 'area')");
}

constexpr LowerEntry entries[] = {
    {"upsample_nearest1d", lowerInterpolation},
    {"upsample_nearest2d", lowerInterpolation},
    {"upsample_nearest3d", lowerInterpolation},
    {"_upsample_nearest_exact1d", lowerInterpolation},
    {"_upsample_nearest_exact2d", lowerInterpolation},
    {"_upsample_nearest_exact3d", lowerInterpolation},
    {"upsample_linear1d", lowerInterpolation},
    {"upsample_bilinear2d", lowerInterpolation},
    {"upsample_trilinear3d", lowerInterpolation},
    {"upsample_bicubic2d", lowerInterpolation},
    {"_upsample_bilinear2d_aa", refuseAntialias},
    {"_upsample_bicubic2d_aa", refuseAntialias}};

} // namespace

LowerTable resamplingTable() { return entries; }

} // namespace cocc::frontends
