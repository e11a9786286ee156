//===- LowerStacks.cpp - Windows of frames, and positions in the stream ---===//

#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

std::optional<Stream> stackFrames(Call &call, Stream input,
                                  const PlaceWindow &window) {
  int64_t reach = window.dilation * (window.kernel - 1) + 1;
  if (window.padding >= reach) {
    call.fail("pads time by " + Twine(window.padding) +
              " frames, so that windows of " + Twine(reach) +
              " see padding alone");
    return std::nullopt;
  }
  std::vector<Atoms> axes = {input.axes[0], input.axes[1], {}};
  for (const Atoms &axis : ArrayRef(input.axes).drop_front(2))
    axes[2].append(axis.begin(), axis.end());
  if (input.axes.size() > 3)
    input = call.arrange(input, axes);
  Stream result = call.layer("stack", input,
                             Attributes()
                                 .integer("frames", window.kernel)
                                 .integer("stride", window.stride, 1)
                                 .integer("padding", window.padding, 0)
                                 .integer("padding_after", window.padding, 0)
                                 .integer("dilation", window.dilation, 1));
  Atoms places;
  if (window.kernel != 1)
    places.push_back(result.addAtom(window.kernel));
  result.axes.push_back(places);
  result.dims.push_back(places);
  call.look(result, windowGeometry(window.kernel, window.stride, window.padding,
                                   window.padding, window.dilation));
  return result;
}

namespace {

/// What the Python package calls cocc.positional_encoding: (B, C, T, *S) and a
/// table (positions, C).
bool lowerPositions(Call &call) {
  Stream clip;
  Constant table;
  if (!call.need("clip", clip) || !call.need("table", table))
    return false;
  if (clip.rank() < 3 || !clip.isTimeAlone(2))
    return call.fail("adds positions to a clip that does not have time as its "
                     "dimension 2, (B, C, T, *S)");
  if (table.rank() != 2 || table.sizes[1] != clip.product(clip.dims[1]))
    return call.fail("has a table that is not (positions, channels)");
  call.placeChannels(clip, 1);
  return call.give(call.layer("positional_encoding", clip,
                              Attributes().integer("positions", table.sizes[0]),
                              {{"value", table}}));
}

/// What continual-inference does with a delay by itself: the same frames,
/// later.
bool lowerDelay(Call &call) {
  Stream clip;
  if (!call.need("clip", clip))
    return false;
  StreamGeometry geometry;
  geometry.lag = call.integer("frames");
  if (geometry.lag < 0)
    return call.fail("delays by " + Twine(geometry.lag) + " frames");
  clip =
      call.layer("delay", clip, Attributes().integer("frames", geometry.lag));
  call.look(clip, geometry);
  return call.give(clip);
}

constexpr LowerEntry entries[] = {
    {"cocc.delay.default", lowerDelay},
    {"cocc.positional_encoding.default", lowerPositions}};

} // namespace

LowerTable stackTable() { return entries; }

} // namespace cocc::frontends
