//===- EmitNumbers.cpp - A network's numbers as reports show them ---------===//

#include "compiler/codegen/EmitNumbers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <numeric>

using namespace llvm;
using namespace cocc;

std::string report::fractionText(int64_t numerator, int64_t denominator) {
  const int64_t divisor = std::gcd(numerator, denominator);
  const std::string whole = itostr(numerator / divisor);
  return divisor == denominator ? whole
                                : whole + "/" + itostr(denominator / divisor);
}

std::string report::shapeText(ArrayRef<int64_t> shape) {
  return join(map_range(shape, [](int64_t extent) { return itostr(extent); }),
              "x");
}

std::string report::rateText(const NetworkLayout &layout,
                             const StreamFacts &stream) {
  return fractionText(layout.ticksPerFrame, stream.period);
}

int64_t report::getLatency(const NetworkLayout &layout,
                           const OutputLayout &output) {
  return output.stream.delay +
         (layout.framesPerStep - 1) * layout.ticksPerFrame;
}

int64_t report::framesOfInput(const NetworkLayout &layout, int64_t input,
                              int64_t frames) {
  return frames * layout.inputs[input].framesPerStep / layout.framesPerStep;
}

bool report::hasOneRate(const NetworkLayout &layout) {
  return all_of(layout.inputs, [&](const InputLayout &input) {
    return input.framesPerStep == layout.framesPerStep;
  });
}

std::string report::macsPerStep(const NetworkLayout &layout,
                                const LayerReport &layer) {
  const int64_t macs =
      layer.macsPerFrame * layout.ticksPerFrame * layout.framesPerStep;
  const int64_t period = layer.stream.period;
  if (macs % period == 0)
    return itostr(macs / period);
  return formatv("{0:f2}", double(macs) / double(period));
}

/// Frames that a layer makes of those of its inputs, of which each layer has
/// `made` and the network's inputs those of a clip of `clipFrames`.
static int64_t framesOfLayer(const NetworkLayout &layout,
                             const LayerReport &layer, ArrayRef<int64_t> made,
                             int64_t clipFrames) {
  int64_t frames = INT64_MAX;
  for (const ExtentLayout &extent : layer.extents) {
    const int64_t in =
        extent.ring < 0
            ? report::framesOfInput(layout, -1 - extent.ring, clipFrames)
            : made[extent.ring];
    const int64_t room = in * extent.expand + extent.room;
    frames =
        std::min(frames, in <= 0 || room < 0 ? 0 : room / extent.stride + 1);
  }
  return frames;
}

std::vector<int64_t> report::macsOfClip(const NetworkLayout &layout,
                                        int64_t clipFrames) {
  std::vector<int64_t> made, macs;
  for (const LayerReport &layer : layout.layers) {
    made.push_back(framesOfLayer(layout, layer, made, clipFrames));
    macs.push_back(layer.macsPerFrame * made.back());
  }
  return macs;
}
