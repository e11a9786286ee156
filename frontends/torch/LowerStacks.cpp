//===- LowerStacks.cpp - Windows of frames, and positions in the stream ---===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {
namespace {

/// Windows of `size` frames, every `step` frames, as a last dimension.
bool stackFrames(Call &call, Stream input, int64_t size, int64_t step) {
  if (!input.isTimeAlone(input.timeDim()))
    return call.fail("takes windows of frames where time is merged with "
                     "another axis");
  std::vector<Atoms> axes = {input.axes[0], input.axes[1], {}};
  for (const Atoms &axis : ArrayRef(input.axes).drop_front(2))
    axes[2].append(axis.begin(), axis.end());
  if (input.axes.size() > 3)
    input = call.arrange(input, axes);
  Stream result = call.layer(
      "stack", input,
      Attributes().integer("frames", size).integer("stride", step, 1));
  Atoms places;
  if (size != 1)
    places.push_back(result.addAtom(size));
  result.axes.push_back(places);
  result.dims.push_back(places);
  call.look(result, windowGeometry(size, step, 0, 0, 1));
  return call.give(result);
}

/// Windows within a frame, if a place is in one of them alone.
bool cutFrame(Call &call, Stream input, int64_t dim, int64_t size,
              int64_t step) {
  int64_t extent = input.product(input.dims[dim]);
  Extents sizes = input.sizes();
  sizes[dim] = extent / size;
  sizes.insert(sizes.begin() + dim + 1, size);
  if (extent % size != 0 || (step != size && extent != size) ||
      is_contained(input.dims[dim], Stream::time) || !input.view(sizes))
    return call.fail("takes windows of a frame that overlap or leave something "
                     "out; within a frame windows must stand side by side");
  std::rotate(input.dims.begin() + dim + 1, input.dims.begin() + dim + 2,
              input.dims.end());
  return call.give(input);
}

bool lowerUnfold(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dimension", input.rank());
  int64_t size = call.integer("size"), step = call.integer("step", 1);
  if (size < 1)
    return call.fail("'size' is " + Twine(size) + "; it must be at least 1");
  return dim == input.timeDim() ? stackFrames(call, input, size, step)
                                : cutFrame(call, input, dim, size, step);
}

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
    {"unfold", lowerUnfold},
    {"cocc.delay.default", lowerDelay},
    {"cocc.positional_encoding.default", lowerPositions}};

} // namespace

LowerTable stackTable() { return entries; }

} // namespace cocc::frontends
