//===- LowerResampling.cpp - Frames with more places, or fewer ------------===//

#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "frontends/torch/LowerWindows.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

Stream repeatFrames(Call &call, const Stream &input, int64_t factor,
                    bool linear) {
  Attributes attributes;
  attributes.integer("factor", factor);
  if (linear)
    attributes.text("mode", "linear");
  Stream result = call.layer("upsample", input, attributes);
  call.look(result, continual::upsamplingGeometry(factor, linear));
  return result;
}

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

/// The frames that the call makes, by length; time is dimension `time` of the
/// last `count`.
Frames framesMade(const Call &call, int64_t count, int64_t time) {
  Frames made;
  for (size_t length = 0; length < call.countLengths(); ++length)
    made.push_back(
        ArrayRef<int64_t>(call.resultSizesAt(length)).take_back(count)[time]);
  return made;
}

/// Whether PyTorch's nearest by this factor takes frame j / factor: it
/// multiplies with a quotient that float32 may round down.
bool isNearestExact(int64_t factor) {
  constexpr int64_t enough = 1 << 12;
  float scale = static_cast<float>(1.0 / static_cast<double>(factor));
  for (int64_t frame = 1; frame < enough; ++frame)
    if (std::floor(static_cast<float>(frame * factor) * scale) != frame)
      return false;
  return true;
}

/// The factor by which time is made finer; nothing, with an error, where it is
/// none.
std::optional<int64_t> findFactor(Call &call, ArrayRef<int64_t> given,
                                  ArrayRef<int64_t> made, double told) {
  int64_t factor = made.front() / std::max<int64_t>(1, given.front());
  bool isWhole = factor >= 1;
  for (auto [from, to] : zip_equal(given, made))
    isWhole &= to == factor * from;
  bool isTold = told > 0 || given.size() > 1;
  if (isWhole && isTold && (told <= 0 || told == factor))
    return factor;
  if (told > 0)
    call.fail("upsamples time by the factor " + formatv("{0}", told).str() +
              "; time is upsampled by whole factors, nearest or linear, and "
              "frames are left out with x[:, :, ::2]");
  else
    call.fail("makes " + call.showByLength(made) + " frames of " +
              call.showByLength(given) +
              ": upsampling over time to a size depends on the length of the "
              "clip; give a whole scale_factor");
  return std::nullopt;
}

/// The stream with time resampled, dimension `time` of the call's last `count`.
bool resampleTime(Call &call, Stream &stream, int64_t count, int64_t time) {
  Frames made = framesMade(call, count, time);
  double told = readFactors(call, count)[time];
  StringRef mode = modeOf(call.op);
  if (made == stream.frames &&
      (told <= 0 || told == 1 || call.flag("align_corners")))
    return true;
  if (call.flag("align_corners"))
    return call.fail(
        "linear upsampling with align_corners over time depends on "
        "the length of the clip; use align_corners: false");
  if (mode == "cubic")
    return call.fail("time is upsampled by whole factors, nearest or linear; "
                     "this is cubic");
  std::optional<int64_t> factor = findFactor(call, stream.frames, made, told);
  if (!factor)
    return false;
  if (mode == "nearest" && !isNearestExact(*factor))
    return call.fail("PyTorch rounds 1/" + Twine(*factor) +
                     ", so that its nearest is not frame j/" + Twine(*factor) +
                     "; use nearest-exact or repeat_interleave");
  stream = repeatFrames(call, stream, *factor, mode == "linear");
  return true;
}

bool lowerInterpolation(Call &call) {
  Windowed window;
  int64_t count = StringRef(call.op).drop_back().back() - '0';
  if (!window.place(call, call.has("input") ? "input" : "self", count))
    return false;
  Extents sizes = call.resultSizes();
  sizes.erase(sizes.begin(), sizes.end() - count);
  if (window.time >= 0) {
    if (!resampleTime(call, window.stream, count, window.time))
      return false;
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
