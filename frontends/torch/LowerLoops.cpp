//===- LowerLoops.cpp - One iteration for each frame ----------------------===//
//
// The calls that TorchLoops.h makes of a loop over the frames of a clip. Within
// a loop tensors have no time: they are those of each frame's iteration.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The frames of a clip, each for the iteration that it is for.
bool lowerFrame(Call &call) {
  Stream clip;
  if (!call.need("clip", clip))
    return false;
  giveTimeItsPlaces(call, clip);
  int64_t dim = call.integer("dim");
  if (!clip.isTimeAlone(dim))
    return call.fail("loops over dimension " + Twine(dim) +
                     ", which is not the frames of a clip alone");
  if (any_of(clip.missing, [](int64_t frames) { return frames != 0; }))
    return call.fail("loops over frames of which the network leaves out the "
                     "first, those before its windows are full");
  clip.dims.erase(clip.dims.begin() + dim);
  return call.give(clip);
}

/// What the iterations made, as a clip.
bool lowerClip(Call &call) {
  Stream frame;
  if (!call.need("frame", frame))
    return false;
  int64_t dim = call.integer("dim");
  frame.dims.insert(frame.dims.begin() + dim, {Stream::time});
  return call.give(frame);
}

/// The dimension of a tensor that is the batch of frames with `batch` clips, or
/// -1 where none need be.
int64_t findBatch(ArrayRef<int64_t> sizes, int64_t batch) {
  const auto *found = find(sizes, batch);
  return found == sizes.end() ? -1 : found - sizes.begin();
}

/// A tensor of `sizes` as frames: an axis for each dimension, the batch first.
Stream frameOf(Stream like, ArrayRef<int64_t> sizes) {
  constexpr size_t mostAxes = 4;
  int64_t batch = findBatch(sizes, like.product(like.axes.front()));
  like.dims.clear();
  like.axes.assign(1, Atoms());
  for (auto [dim, size] : enumerate(sizes)) {
    Atoms &atoms = like.dims.emplace_back();
    if (size != 1)
      atoms.push_back(like.addAtom(size));
    if (static_cast<int64_t>(dim) == batch)
      like.axes.front() = atoms;
    else if (like.axes.size() < mostAxes)
      like.axes.push_back(atoms);
    else
      like.axes.back().append(atoms);
  }
  if (like.axes.size() < 2)
    like.axes.emplace_back();
  return like;
}

/// A frame for each iteration of a loop, with the numbers of none: it comes
/// with the last of the loop's frames.
std::optional<Stream> iterationOf(Call &call) {
  std::optional<Stream> found;
  for (const Value *value : call.list("frames")) {
    const auto *frame = std::get_if<Stream>(value);
    if (!frame) {
      call.fail("loops over what is not made from the clip");
      return std::nullopt;
    }
    if (!found) {
      found = *frame;
      continue;
    }
    Stream other = *frame;
    int64_t ticks =
        std::lcm(found->position.ticksPerFrame, other.position.ticksPerFrame);
    found->scaleTo(ticks);
    other.scaleTo(ticks);
    found->position = continual::join(found->position, other.position);
  }
  return found;
}

/// What is there before the clip's first frame, as a layer has it. Nothing
/// where the call fails.
std::optional<Constant> initialOf(Call &call, Stream result,
                                  ArrayRef<int64_t> sizes) {
  if (!call.has("initial"))
    return Constant::filled(TorchType::Float32, {}, 0);
  Constant given;
  if (!call.constant("initial")) {
    call.fail("begins with what is made from the clip, and not from weights "
              "alone; a loop's state has one value before any clip");
    return std::nullopt;
  }
  if (!call.need("initial", given))
    return std::nullopt;
  if (given.uniform())
    return given;
  std::optional<Constant> value = given.expanded(sizes);
  if (!value || !layConstantOut(call, result, *value)) {
    call.fail("begins with a tensor of another shape");
    return std::nullopt;
  }
  return value->expanded(result.frameShape());
}

/// What the iteration before had, which cocc.carry names later.
bool lowerPrevious(Call &call) {
  std::optional<Stream> like = iterationOf(call);
  if (!like)
    return false;
  Extents sizes = call.resultSizes();
  Stream result = frameOf(*like, sizes);
  std::optional<Constant> initial = initialOf(call, result, sizes);
  if (!initial)
    return false;
  Attributes attributes;
  attributes.integers("shape", result.frameShape());
  LoweredWeights weights;
  if (std::optional<double> value = initial->uniform()) {
    attributes.number("value", *value, 0);
  } else {
    attributes.flag("initial", true);
    weights.push_back({"initial", *initial});
  }
  result.follow(call.outermost("previous", result, attributes, weights));
  result.isFlag = call.resultType() == TorchType::Bool;
  result.isWhole = isWhole(call.resultType());
  return call.give(result);
}

/// What a cocc.previous has in the iteration behind.
bool lowerCarry(Call &call) {
  Stream previous;
  if (!call.need("previous", previous))
    return false;
  Stream value;
  if (const Constant *known = call.constant("value")) {
    std::optional<Stream> made = constantLike(call, previous, *known);
    if (!made)
      return false;
    value = *made;
  } else if (!call.need("value", value)) {
    return false;
  }
  Stream form = previous;
  if (!call.align(form, value))
    return false;
  if (form.layer != previous.layer)
    return call.fail("carries a tensor of another shape to the next frame");
  LoweredLayer &layer = call.layerOf(previous);
  layer.inputs = {value.layer};
  layer.inputShapes = {value.frameShape()};
  return call.give(value);
}

/// Flags in front of `like` that hold in iteration `iteration` alone.
std::optional<Stream> isIteration(Call &call, Stream like, int64_t iteration) {
  Extents ones(like.rank(), 1);
  std::optional<Stream> flags =
      constantFrame(call, like, Constant::filled(TorchType::Float32, ones, 0));
  for (int64_t i = 0; flags && i <= iteration; ++i)
    flags->follow(call.outermost("previous", *flags,
                                 Attributes()
                                     .integers("shape", flags->frameShape())
                                     .number("value", i == 0 ? 1 : 0)));
  if (flags)
    flags->isFlag = true;
  return flags;
}

/// One value in one of the first iterations, and another in all others.
bool lowerChoose(Call &call) {
  const Stream *like = call.stream("value");
  like = like ? like : call.stream("early");
  std::optional<Stream> frame = like ? *like : iterationOf(call);
  if (!frame)
    return false;
  std::optional<Stream> flags =
      isIteration(call, *frame, call.integer("iteration"));
  if (!flags)
    return false;
  auto met = meet(call, {*flags, *call.find("early"), *call.find("value")});
  return met && call.give(call.join("where", *met));
}

/// What TorchScan.h left: a scan in the graph of another, above all.
bool lowerScan(Call &call) {
  return call.fail("is no scan over the frames of the clip; what runs over "
                   "another axis, or within a scan, is written as a loop in "
                   "Python");
}

constexpr LowerEntry entries[] = {{"higher_order.scan", lowerScan},
                                  {"higher_order.associative_scan", lowerScan},
                                  {"cocc.frame", lowerFrame},
                                  {"cocc.clip", lowerClip},
                                  {"cocc.previous", lowerPrevious},
                                  {"cocc.carry", lowerCarry},
                                  {"cocc.choose", lowerChoose}};

} // namespace

LowerTable loopTable() { return entries; }

} // namespace cocc::frontends
