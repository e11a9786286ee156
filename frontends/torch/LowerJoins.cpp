//===- LowerJoins.cpp - Tensors one behind the other ----------------------===//

#include "frontends/torch/LowerJoins.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
std::optional<Stream> concatenate(Call &call, ArrayRef<const Value *> values,
                                  int64_t dim) {
  std::vector<Stream> parts;
  for (const Value *value : values) {
    const auto *stream = std::get_if<Stream>(value);
    if (!stream) {
      call.fail("puts a constant beside something made from the clip");
      return std::nullopt;
    }
    parts.push_back(*stream);
  }
  Stream &first = parts.front();
  int axis = call.isolate(first, dim);
  if (axis == 0) {
    std::vector<Atoms> axes = {{}, first.atomsOf(dim), {}};
    for (const Atoms &other : drop_begin(first.axes))
      axes[2].append(other);
    first = call.arrange(first, axes);
    axis = 1;
  }
  int64_t extent = first.product(first.dims[dim]);
  for (Stream &part : MutableArrayRef(parts).drop_front()) {
    if (!call.align(first, part, dim, axis))
      return std::nullopt;
    extent += part.product(part.dims[dim]);
  }
  Stream result =
      call.join("concat", parts, Attributes().integer("axis", axis, 1));
  result.dims = first.dims;
  result.axes = first.axes;
  result.extents = first.extents;
  result.resize(dim, axis, extent);
  return result;
}

namespace {

/// Constant frames in front of and behind one stream are padding.
bool padWithConstants(Call &call, ArrayRef<const Value *> parts, int64_t dim) {
  const Stream *stream = nullptr;
  int64_t frames[2] = {0, 0};
  std::optional<double> value;
  for (const Value *part : parts) {
    if (const auto *found = std::get_if<Stream>(part)) {
      if (stream)
        return call.fail("puts clips one behind the other in time");
      stream = found;
      continue;
    }
    const auto &constant = std::get<Constant>(*part);
    std::optional<double> number = constant.uniform();
    if (!number || (value && value != number))
      return call.fail("puts frames of different numbers before or behind the "
                       "clip; they must all be of one number");
    value = number;
    frames[stream != nullptr] += constant.sizes[dim];
  }
  if (!stream->isTimeAlone(dim))
    return call.fail("adds frames where time is merged with another axis");
  Extents before(stream->axes.size() - 1, 0), after = before;
  before.front() = frames[0];
  after.front() = frames[1];
  return call.give(padFrames(call, *stream, before, after, "constant", *value));
}

bool joinParts(Call &call, ArrayRef<const Value *> parts, int64_t dim) {
  const auto *first =
      std::get_if<Stream>(*find_if(parts, [](const Value *part) {
        return std::holds_alternative<Stream>(*part);
      }));
  if (dim == first->timeDim() && parts.size() > 1)
    return padWithConstants(call, parts, dim);
  if (parts.size() == 1)
    return call.give(*first);
  std::optional<Stream> joined = concatenate(call, parts, dim);
  return joined && call.give(*joined);
}

bool lowerCat(Call &call) {
  std::vector<const Value *> parts = call.list("tensors");
  int64_t rank = call.resultSizes().size();
  return joinParts(call, parts, call.dim("dim", rank));
}

bool lowerStack(Call &call) {
  std::vector<Value> parts;
  int64_t rank = call.resultSizes().size(), dim = call.dim("dim", rank);
  for (const Value *part : call.list("tensors")) {
    Value &added = parts.emplace_back(*part);
    if (auto *stream = std::get_if<Stream>(&added))
      stream->dims.insert(stream->dims.begin() + dim, Atoms());
  }
  std::vector<const Value *> pointers;
  for (const Value &part : parts)
    pointers.push_back(&part);
  return joinParts(call, pointers, dim);
}

constexpr LowerEntry entries[] = {{"cat", lowerCat},
                                  {"concat", lowerCat},
                                  {"concatenate", lowerCat},
                                  {"stack", lowerStack}};

} // namespace

LowerTable joinTable() { return entries; }

} // namespace cocc::frontends
