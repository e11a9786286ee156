//===- LowerFrames.cpp - Frames taken apart, and put together -------------===//
//
// A view may make frames of a frame's places, or places of frames: a dimension
// that has both has time outermost. Only what looks along time needs to know.
//
//===----------------------------------------------------------------------===//

#include "dialect/ops/TransposedWindow.h"
#include "frontends/torch/LowerConstantFrames.h"
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
  call.look(stream, expandingGeometry(factor));
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

/// Makes a sum of blocks as long as the clip is that was cut into them, of
/// which the last frames may be in none: they are zeros.
static bool fillTo(Call &call, Stream &sum, ArrayRef<int64_t> frames,
                   int64_t stride) {
  const Stream *clip = call.findInput(frames);
  for (auto [own, wanted] : zip_equal(sum.frames, frames))
    if (!clip || wanted < own || wanted - own >= stride)
      return false;
  Extents none(sum.axes.size() - 1, 0), after = none;
  after.front() = stride - 1;
  Stream padded = padFrames(call, sum, none, after, "constant", 0);
  Stream result = call.helper("trim_to", {padded, *clip});
  padded.layer = result.layer;
  padded.position = result.position;
  padded.frames = clip->frames;
  sum = padded;
  return true;
}

std::optional<Stream> overlapBlocks(Call &call, const Stream &input,
                                    int64_t stride, int64_t crop,
                                    ArrayRef<int64_t> frames) {
  int dim = input.timeDim();
  Atoms places(ArrayRef(input.dims[dim]).drop_front());
  std::vector<Atoms> left = withoutAtoms(input.axes, places), axes = left;
  axes[1].append(places);
  int64_t size = input.product(places);
  Stream sum = call.layer("overlap_add", call.arrange(input, axes),
                          Attributes()
                              .integer("size", size)
                              .integer("stride", stride)
                              .integer("crop", crop, 0)
                              .integer("crop_after", crop, 0));
  sum.axes = left;
  sum.dims[dim] = {Stream::time};
  TransposedAxis time{size, stride, crop, crop};
  call.look(sum, time.getStreamGeometry());
  if (ArrayRef<int64_t>(sum.frames) == frames ||
      fillTo(call, sum, frames, stride))
    return sum;
  call.fail("adds up windows to " + call.showByLength(frames) +
            " frames, and they are " + call.showByLength(sum.frames) +
            "; they may be as many as the clip has that was cut");
  return std::nullopt;
}

/// A number for each frame: first + frame * step.
struct Progression {
  double first = 0, step = 0;

  double at(int64_t frame) const {
    return first + static_cast<double>(frame) * step;
  }
};

/// What `constant` is along `dim`, if it is alike along all others.
static std::optional<Progression> findProgression(const Constant &constant,
                                                  int64_t dim) {
  int64_t frames = constant.sizes[dim], inner = 1;
  for (int64_t size : ArrayRef(constant.sizes).drop_front(dim + 1))
    inner *= size;
  if (frames < 2)
    return std::nullopt;
  Progression found = {constant.at(0), constant.at(inner) - constant.at(0)};
  for (int64_t i = 0; i < constant.count(); ++i)
    if (constant.at(i) != found.at(i / inner % frames))
      return std::nullopt;
  return found;
}

std::optional<Stream> countFrames(Call &call, const Stream &like,
                                  StringRef parameter) {
  std::vector<Constant> constants = call.constantAt(parameter);
  int64_t behind = like.rank() - like.timeDim();
  // Of clips of one length, it may as well be a table of so many numbers.
  if (like.timeDim() < 0 || !like.isTimeAlone(like.timeDim()) ||
      constants.size() < 2 || constants.size() != like.frames.size())
    return std::nullopt;
  std::optional<Progression> found;
  for (auto [constant, frames] : zip_equal(constants, like.frames)) {
    int64_t dim = constant.rank() - behind;
    if (dim < 0 || constant.sizes[dim] != frames)
      return std::nullopt;
    std::optional<Progression> own = findProgression(constant, dim);
    if (!own || own->step == 0 ||
        (found && (own->first != found->first || own->step != found->step)))
      return std::nullopt;
    found = own;
  }
  Stream frame = like;
  auto steps = constantFrame(
      call, frame, Constant::filled(TorchType::Float32, {}, found->step));
  if (!steps)
    return std::nullopt;
  Stream count = call.helper("running", *steps);
  StreamGeometry geometry;
  geometry.recurrent = true;
  call.look(count, geometry);
  double offset = found->first - found->step;
  return offset == 0 ? count
                     : call.helper("scale", count,
                                   Attributes().number("offset", offset));
}

} // namespace cocc::frontends
