//===- LowerIndexPut.cpp - Writes into places that an index names ---------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerIndexing.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerScatter.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr StringLiteral namedByMask =
    "writes at the places of a known mask; name them by their numbers";

const Value *findMask(const Call &call) {
  std::vector<const Value *> lists = call.list("indices");
  if (lists.size() != 1)
    return nullptr;
  const auto *stream = std::get_if<Stream>(lists.front());
  const auto *constant = std::get_if<Constant>(lists.front());
  bool isMask = (stream && stream->isFlag) ||
                (constant && constant->type == TorchType::Bool);
  return isMask ? lists.front() : nullptr;
}

/// One number at the places of a mask of some dimensions in a row.
bool putByMask(Call &call, Value mask) {
  if (call.flag("accumulate"))
    return call.fail("adds at the places of a mask; torch.where(mask, x + y, "
                     "x) does");
  bool isKnown = std::holds_alternative<Constant>(mask);
  const Stream *self = call.stream("self");
  const Stream *like = self ? self : std::get_if<Stream>(&mask);
  std::optional<Constant> value =
      like ? knownBeside(call, "values", *like) : std::nullopt;
  if (!value || !value->uniform())
    return call.fail(isKnown ? namedByMask : writesByMask);
  const auto &names = call.node.find("indices")->tensors;
  int64_t first =
      find_if(names, [](const std::string &name) { return !name.empty(); }) -
      names.begin();
  size_t rank = call.resultSizes().size();
  if (auto *stream = std::get_if<Stream>(&mask)) {
    stream->dims.insert(stream->dims.begin(), first, Atoms());
    stream->dims.resize(rank);
  } else {
    Constant &constant = std::get<Constant>(mask);
    constant.sizes.insert(constant.sizes.begin(), first, 1);
    constant.sizes.resize(rank, 1);
  }
  // A mask that is a stream has the dimensions of the result now.
  std::optional<Value> into = operand(call, "self", *like);
  if (!into)
    return false;
  Constant number = Constant::filled(TorchType::Float32, {}, *value->uniform());
  auto met = meet(call, {mask, number, *into});
  return met && call.give(call.join("where", *met));
}

/// What is written at `indices`, with one dimension for all of theirs where the
/// tensor has the first that is indexed.
std::optional<Value> readWritten(Call &call, const Indices &indices,
                                 const Stream &like) {
  std::optional<Value> value = operand(call, "values", like);
  if (!value)
    return std::nullopt;
  int64_t first = indices.dims.front(), place = indices.place(), time = -1;
  Extents sizes, own;
  for (auto [dim, size] : enumerate(call.resultSizes()))
    if (!is_contained(indices.dims, static_cast<int64_t>(dim)))
      sizes.push_back(size);
  // Without those of the indices, of which there is one behind this.
  for (int64_t dim = 0; dim < like.timeDim(); ++dim)
    time += !is_contained(indices.dims, dim);
  time += 1;
  int64_t count = indices.extents.size();
  time += time >= place ? count : 0;
  sizes.insert(sizes.begin() + place, indices.extents.begin(),
               indices.extents.end());
  value = broadcast(call, *value, sizes, time);
  if (!value)
    return std::nullopt;
  for (int64_t dim = place; dim < place + count; ++dim)
    own.push_back(dim);
  if (own.empty())
    own.push_back(place);
  if (count == 0) {
    if (auto *stream = std::get_if<Stream>(&*value))
      stream->dims.insert(stream->dims.begin() + place, Atoms());
    else
      std::get<Constant>(*value).sizes.insert(
          std::get<Constant>(*value).sizes.begin() + place, 1);
  }
  value = merged(*value, own);
  if (place == first)
    return value;
  if (auto *stream = std::get_if<Stream>(&*value)) {
    std::rotate(stream->dims.begin(), stream->dims.begin() + 1,
                stream->dims.begin() + first + 1);
    return value;
  }
  auto &constant = std::get<Constant>(*value);
  Extents order(constant.rank());
  std::iota(order.begin(), order.end(), 0);
  std::rotate(order.begin(), order.begin() + 1, order.begin() + first + 1);
  return constant.permuted(order);
}

/// What has the dimensions of the result: the stream that is written into, or
/// else that which is written, whose first dimensions may be missing.
std::optional<Stream> findLike(const Call &call, const Indices &indices) {
  if (const Stream *self = call.stream("self"))
    return *self;
  const Stream *values = call.stream("values");
  if (!values)
    return std::nullopt;
  Stream like = *values;
  size_t count = indices.extents.size();
  size_t rank = call.resultSizes().size() - indices.dims.size() + count;
  if (like.dims.size() > rank)
    return std::nullopt;
  like.dims.insert(like.dims.begin(), rank - like.dims.size(), Atoms());
  auto place = like.dims.begin() + indices.place();
  like.dims.erase(place, place + count);
  for (int64_t dim : indices.dims)
    like.dims.insert(like.dims.begin() + dim, Atoms());
  return like;
}

bool putByNumbers(Call &call) {
  for (const Value *list : call.list("indices"))
    if (std::holds_alternative<Stream>(*list))
      return call.fail(writesByClip);
  Indices indices;
  Places places;
  if (!readIndices(call, indices))
    return false;
  std::optional<Stream> like = findLike(call, indices);
  if (!like)
    return call.fail("has operands whose shapes do not fit");
  if (!refuseTime(call, *like, indices.dims, writesByNumber) ||
      !namePlaces(call, indices, call.resultSizes(), places))
    return false;
  std::optional<Value> into = operand(call, "self", *like),
                       from = readWritten(call, indices, *like);
  return into && from &&
         giveScattered(call, {*into, *from, indices.dims, places.list,
                              call.flag("accumulate") ? "add" : ""});
}

bool lowerIndexPut(Call &call) {
  const Value *mask = findMask(call);
  return mask ? putByMask(call, *mask) : putByNumbers(call);
}

constexpr LowerEntry entries[] = {{"index_put", lowerIndexPut},
                                  {"_unsafe_index_put", lowerIndexPut}};

} // namespace

LowerTable indexPutTable() { return entries; }

} // namespace cocc::frontends
