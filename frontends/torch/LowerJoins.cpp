//===- LowerJoins.cpp - Tensors one behind the other ----------------------===//

#include "frontends/torch/LowerJoins.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The first stream among some values.
const Stream &firstStream(ArrayRef<Value> parts) {
  return std::get<Stream>(*find_if(parts, [](const Value &part) {
    return std::holds_alternative<Stream>(part);
  }));
}

/// A stream or a constant as frames that stand beside those of `first`.
std::optional<Stream> besides(Call &call, Stream &first, const Value &part,
                              int64_t dim, int axis) {
  if (const auto *constant = std::get_if<Constant>(&part))
    return constantBeside(call, first, *constant, dim, axis);
  Stream stream = std::get<Stream>(part);
  if (!call.align(first, stream, dim, axis))
    return std::nullopt;
  return stream;
}

/// Frames one behind the other along `axis`, many of them group by group: a
/// kernel has room for so many inputs.
Stream joinAlong(Call &call, std::vector<Stream> frames, int axis) {
  constexpr size_t most = 24;
  Attributes attributes;
  attributes.integer("axis", axis, 1);
  while (frames.size() > most) {
    std::vector<Stream> groups;
    for (ArrayRef<Stream> rest = frames; !rest.empty();) {
      ArrayRef<Stream> group = rest.take_front(most);
      groups.push_back(group.size() == 1
                           ? group.front()
                           : call.helper("concat", group, attributes));
      rest = rest.drop_front(group.size());
    }
    frames = std::move(groups);
  }
  return call.join("concat", frames, attributes);
}

} // namespace

std::optional<Stream> concatenate(Call &call, ArrayRef<Value> parts,
                                  int64_t dim) {
  const Stream *leader = &firstStream(parts);
  Stream first = *leader;
  int axis = call.isolate(first, dim);
  if (axis == 0) {
    std::vector<Atoms> axes = {{}, first.atomsOf(dim), {}};
    for (const Atoms &other : drop_begin(first.axes))
      axes[2].append(other);
    first = call.arrange(first, axes);
    axis = 1;
  }
  std::vector<Stream> frames;
  int64_t extent = 0;
  for (const Value &part : parts) {
    std::optional<Stream> frame = first;
    if (std::get_if<Stream>(&part) != leader)
      frame = besides(call, first, part, dim, axis);
    if (!frame)
      return std::nullopt;
    extent += frame->product(frame->dims[dim]);
    frames.push_back(*frame);
  }
  Stream result = joinAlong(call, frames, axis);
  result.dims = first.dims;
  result.axes = first.axes;
  result.extents = first.extents;
  result.resize(dim, axis, extent);
  return result;
}

namespace {

/// Constant frames in front of and behind one stream are padding.
bool padWithConstants(Call &call, ArrayRef<Value> parts, int64_t dim) {
  const Stream *stream = nullptr;
  int64_t frames[2] = {0, 0};
  std::optional<double> value;
  for (const Value &part : parts) {
    if (const auto *found = std::get_if<Stream>(&part)) {
      if (stream)
        return call.fail("puts clips one behind the other in time");
      stream = found;
      continue;
    }
    const auto &constant = std::get<Constant>(part);
    std::optional<double> number = constant.uniform();
    if (!number || (value && value != number))
      return call.fail("puts frames of different numbers before or behind the "
                       "clip; they must all be of one number");
    value = number;
    frames[stream != nullptr] += constant.sizes[dim];
  }
  Stream clip = *stream;
  giveTimeItsPlaces(call, clip);
  if (!clip.isTimeAlone(dim))
    return call.fail("adds frames where time is merged with another axis");
  Extents before(clip.axes.size() - 1, 0), after = before;
  before.front() = frames[0];
  after.front() = frames[1];
  return call.give(padFrames(call, clip, before, after, "constant", *value));
}

bool joinParts(Call &call, ArrayRef<Value> parts, int64_t dim) {
  if (dim == firstStream(parts).timeDim() && parts.size() > 1)
    return padWithConstants(call, parts, dim);
  if (parts.size() == 1)
    return call.give(parts.front());
  std::optional<Stream> joined = concatenate(call, parts, dim);
  return joined && call.give(*joined);
}

/// What is joined. A constant that is alike at all frames is so at a clip of
/// any length.
std::vector<Value> readParts(Call &call) {
  std::vector<Value> parts;
  const Stream *stream = nullptr;
  for (const Value *part : call.list("tensors", /*takesMoving=*/true)) {
    parts.push_back(*part);
    if (const auto *found = std::get_if<Stream>(part); found && !stream)
      stream = found;
  }
  for (size_t place = 0; place < parts.size(); ++place)
    if (std::vector<Constant> constants = call.constantAt("tensors", place);
        constants.size() > 1 && !isAlikeAtFrames(constants, *stream))
      call.list("tensors"); // which depends on the clip's length
  return parts;
}

bool lowerCat(Call &call) {
  std::vector<Value> parts = readParts(call);
  return joinParts(call, parts, call.dim("dim", call.resultSizes().size()));
}

bool lowerStack(Call &call) {
  std::vector<Value> parts = readParts(call);
  int64_t dim = call.dim("dim", call.resultSizes().size());
  for (Value &part : parts)
    if (auto *stream = std::get_if<Stream>(&part))
      stream->dims.insert(stream->dims.begin() + dim, Atoms());
    else if (auto *constant = std::get_if<Constant>(&part))
      constant->sizes.insert(constant->sizes.begin() + dim, 1);
  return joinParts(call, parts, dim);
}

constexpr LowerEntry entries[] = {{"cat", lowerCat},
                                  {"concat", lowerCat},
                                  {"concatenate", lowerCat},
                                  {"stack", lowerStack}};

} // namespace

LowerTable joinTable() { return entries; }

} // namespace cocc::frontends
