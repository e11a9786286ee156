//===- LowerTransposed.cpp - Transposed convolutions ----------------------===//

#include "dialect/ops/TransposedWindow.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "frontends/torch/LowerWindows.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {
namespace {

/// What a transposed convolution does along each axis of the frame, time first.
struct Transposed {
  Windowed window;
  /// [in, out of a group, *kernel].
  Constant weight;
  const Constant *bias = nullptr;
  Extents kernel, stride, padding, added, dilation;
  int64_t groups = 1;

  bool read(Call &call);
  int64_t channels() const { return weight.sizes[1] * groups; }
  /// Zeros in front of and behind an axis with which the taps, turned round,
  /// are a convolution. Negative where places of the input are not seen.
  int64_t before(size_t axis) const {
    return dilation[axis] * (kernel[axis] - 1) - padding[axis];
  }
  int64_t behind(size_t axis) const { return before(axis) + added[axis]; }
  bool isConvolution() const;
  StreamGeometry inTime() const {
    return TransposedAxis{kernel[0],  stride[0], padding[0],
                          padding[0], added[0],  dilation[0]}
        .getStreamGeometry();
  }
};

bool Transposed::read(Call &call) {
  if (!call.need("weight", weight))
    return false;
  if (weight.rank() < 3 || weight.rank() > 5)
    return call.fail("'weight' must have from 3 to 5 dimensions");
  if (!window.place(call, "input", weight.rank() - 2))
    return false;
  bias = call.constant("bias");
  if (call.has("bias") && !bias)
    return call.fail("'bias' must be known from the weights alone; it is made "
                     "from the clip");
  weight = withTime(weight, window.time);
  kernel = Extents(weight.sizes.begin() + 2, weight.sizes.end());
  stride = window.order(call.integers("stride"), 1);
  padding = window.order(call.integers("padding"), 0);
  added = window.order(call.integers("output_padding"), 0);
  dilation = window.order(call.integers("dilation"), 1);
  groups = call.integer("groups", 1);
  return true;
}

bool Transposed::isConvolution() const {
  for (size_t axis = 0; axis < kernel.size(); ++axis)
    if (stride[axis] != 1 || before(axis) < 0 || behind(axis) < 0)
      return false;
  return true;
}

/// [in, out of a group, *kernel] -> [out, in of a group, *kernel], with the
/// taps in the other order.
Constant turnRound(const Constant &weight, int64_t groups) {
  int64_t in = weight.sizes[0] / groups, out = weight.sizes[1];
  int64_t taps = weight.count() / (weight.sizes[0] * out);
  std::vector<double> turned(weight.count());
  for (int64_t row = 0; row < weight.sizes[0]; ++row)
    for (int64_t o = 0; o < out; ++o)
      for (int64_t tap = 0; tap < taps; ++tap)
        turned[((row / in * out + o) * in + row % in) * taps + taps - 1 - tap] =
            weight.at((row * out + o) * taps + tap);
  Extents sizes = weight.sizes;
  sizes[0] = out * groups;
  sizes[1] = in;
  return Constant::make(weight.type, sizes, std::move(turned));
}

Attributes describeConvolution(const Transposed &conv) {
  Extents before, behind;
  for (size_t axis = 0; axis < conv.kernel.size(); ++axis) {
    before.push_back(conv.before(axis));
    behind.push_back(conv.behind(axis));
  }
  Attributes attributes;
  attributes.integers("padding", before, 0);
  if (behind != before)
    attributes.integers("padding_after", behind);
  return attributes;
}

bool lowerTransposed(Call &call) {
  Transposed conv;
  if (!conv.read(call))
    return false;
  if (conv.window.time >= 0 &&
      looksAtWholeClip(conv.window.stream, conv.kernel.front()))
    return call.fail("has as many taps as the clip has frames, " +
                     Twine(conv.kernel.front()) +
                     ": whether that is the clip's length or a number of its "
                     "own cannot be told; export the module with a longer "
                     "clip");
  bool isConvolution = conv.isConvolution();
  Attributes attributes = isConvolution
                              ? describeConvolution(conv)
                              : Attributes()
                                    .integers("stride", conv.stride, 1)
                                    .integers("crop", conv.padding, 0)
                                    .integers("output_padding", conv.added, 0);
  attributes.integer("channels", conv.channels())
      .integers("kernel", conv.kernel)
      .integers("dilation", conv.dilation, 1)
      .integer("groups", conv.groups, 1)
      .flag("bias", conv.bias != nullptr, true);
  LoweredWeights weights = {{"weight", isConvolution
                                           ? turnRound(conv.weight, conv.groups)
                                           : conv.weight}};
  if (conv.bias)
    weights.push_back({"bias", *conv.bias});
  Stream result = call.layer(isConvolution ? "conv" : "conv_transpose",
                             conv.window.stream, attributes, weights);
  result.resize(1, 1, conv.channels());
  call.look(result, conv.inTime());
  return conv.window.give(call, result);
}

constexpr LowerEntry entries[] = {{"conv_transpose1d", lowerTransposed},
                                  {"conv_transpose2d", lowerTransposed},
                                  {"conv_transpose3d", lowerTransposed}};

} // namespace

LowerTable transposedTable() { return entries; }

} // namespace cocc::frontends
