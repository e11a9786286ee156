//===- LowerFrames.cpp - Frames taken apart, and put together
//---------------===//
//
// A view may make frames of a frame's places, or places of frames: a dimension
// that has both has time outermost. Only what looks along time needs to know.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

/// The axes of a frame without some atoms.
static std::vector<Atoms> withoutAtoms(std::vector<Atoms> axes,
                                       ArrayRef<int> some) {
  for (Atoms &axis : axes)
    erase_if(axis, [&](int atom) { return is_contained(some, atom); });
  return axes;
}

void giveTimeItsPlaces(Call &call, Stream &stream) {
  int dim = stream.timeDim();
  if (dim < 0 || stream.isTimeAlone(dim) ||
      stream.dims[dim].front() != Stream::time)
    return;
  Atoms places(ArrayRef(stream.dims[dim]).drop_front());
  if (any_of(places, [&](int atom) { return stream.isBatch(atom); }))
    return;
  std::vector<Atoms> left = withoutAtoms(stream.axes, places), axes = left;
  axes[1].append(places);
  int64_t factor = stream.product(places);
  stream = call.helper("channels_to_time", call.arrange(stream, axes),
                       Attributes().integer("factor", factor));
  stream.axes = left;
  stream.dims[dim] = {Stream::time};
  call.look(stream, expandingGeometry(factor, /*zeros=*/false));
}

Stream groupFrames(Call &call, const Stream &input, int64_t count) {
  Stream result = call.helper("time_to_channels", input,
                              Attributes().integer("factor", count));
  int atom = result.addAtom(count);
  result.axes[1].push_back(atom);
  Atoms &dim = result.dims[result.timeDim()];
  dim.insert(find(dim, Stream::time) + 1, atom);
  call.look(result, windowGeometry(count, count, 0, 0, 1));
  return result;
}

} // namespace cocc::frontends
