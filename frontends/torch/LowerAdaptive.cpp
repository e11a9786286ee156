//===- LowerAdaptive.cpp - Pools of as many places as are wanted ----------===//

#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerWindows.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Windows of `extents` places of space side by side, which leave none out.
Stream poolEvenly(Call &call, const Stream &input, ArrayRef<int64_t> extents,
                  bool isMean) {
  Extents kernel = {1};
  append_range(kernel, extents);
  return call.layer(
      isMean ? "avg_pool" : "max_pool", input,
      Attributes().integers("kernel", kernel).integers("stride", kernel));
}

/// As many places of each axis of space as `sizes` says.
Stream poolSpace(Call &call, const Stream &input, ArrayRef<int64_t> sizes,
                 bool isMean) {
  Extents extents = input.frameShape();
  extents.erase(extents.begin(), extents.begin() + 2);
  if (ArrayRef(extents) == sizes)
    return input;
  if (isMean && all_of(sizes, [](int64_t size) { return size == 1; }))
    return call.layer("spatial_mean", input);
  bool isEven = true;
  for (auto [extent, size] : zip_equal(extents, sizes)) {
    isEven &= extent % size == 0;
    extent /= size;
  }
  if (isEven)
    return poolEvenly(call, input, extents, isMean);
  return call.layer(isMean ? "adaptive_avg_pool" : "adaptive_max_pool", input,
                    Attributes().integers("size", sizes));
}

bool lowerAdaptive(Call &call) {
  bool isMean = !StringRef(call.op).contains("max");
  int64_t count = StringRef(call.op).rtrim('d').back() - '0';
  Windowed window;
  if (!window.place(call, "self", count))
    return false;
  if (call.isUsed(1))
    return call.fail("there are no indices of a maximum");
  std::vector<Frames> sizesAt = call.integersAt("output_size");
  Extents sizes;
  for (const Frames &size : sizesAt)
    sizes.push_back(size.front());
  sizes.resize(count, sizes.front());
  Extents ordered = window.order(sizes, 1);
  Stream result =
      poolSpace(call, window.stream, ArrayRef(ordered).drop_front(), isMean);
  if (window.time >= 0 && window.inTime(sizesAt) != result.frames) {
    if (sizes[window.time] != 1)
      return call.fail("makes " + Twine(sizes[window.time]) +
                       " frames of any clip; a stream has no whole clip to "
                       "divide");
    if (!reduceClip(call, result,
                    isMean ? FrameReduction::Mean : FrameReduction::Max,
                    StringRef(call.op).rtrim("123d")))
      return false;
  }
  return window.give(call, result);
}

constexpr LowerEntry entries[] = {{"adaptive_avg_pool1d", lowerAdaptive},
                                  {"adaptive_avg_pool2d", lowerAdaptive},
                                  {"adaptive_avg_pool3d", lowerAdaptive},
                                  {"_adaptive_avg_pool2d", lowerAdaptive},
                                  {"_adaptive_avg_pool3d", lowerAdaptive},
                                  {"adaptive_max_pool1d", lowerAdaptive},
                                  {"adaptive_max_pool2d", lowerAdaptive},
                                  {"adaptive_max_pool3d", lowerAdaptive}};

} // namespace

LowerTable adaptiveTable() { return entries; }

} // namespace cocc::frontends
