//===- LowerScatter.cpp - Writes into places of a frame -------------------===//

#include "frontends/torch/LowerScatter.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerIndexing.h"
#include "frontends/torch/LowerJoins.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

Value merged(Value value, ArrayRef<int64_t> dims) {
  if (auto *stream = std::get_if<Stream>(&value)) {
    stream->dims[dims.front()] = stream->atomsOf(dims);
    for (int64_t dim : reverse(dims.drop_front()))
      stream->dims.erase(stream->dims.begin() + dim);
    return value;
  }
  const auto &constant = std::get<Constant>(value);
  Extents order, sizes;
  for (auto [dim, size] : enumerate(constant.sizes)) {
    if (static_cast<int64_t>(dim) == dims.front()) {
      sizes.push_back(1);
      for (int64_t each : dims) {
        order.push_back(each);
        sizes.back() *= constant.sizes[each];
      }
    } else if (!is_contained(dims, static_cast<int64_t>(dim))) {
      order.push_back(dim);
      sizes.push_back(size);
    }
  }
  return constant.permuted(order).reshaped(sizes);
}

namespace {

/// The places of the first of `dims`, apart as all of them.
Stream taken(Call &call, Stream stream, ArrayRef<int64_t> dims,
             const Places &places) {
  int64_t first = dims.front();
  std::vector<Atoms> made = gatherPlaces(call, stream, first, places);
  stream.dims.erase(stream.dims.begin() + first);
  for (auto [dim, atoms] : zip_equal(dims, made))
    stream.dims.insert(stream.dims.begin() + dim, atoms);
  return stream;
}

/// Which element each of `count` places gets, -1 for none: of those that take
/// each other's place the last, of others one list after the other.
std::vector<Extents> orderWrites(const Scatter &write, int64_t count) {
  std::vector<Extents> lists;
  Extents written(count, 0);
  for (auto [element, place] : enumerate(write.places)) {
    size_t turn = write.join.empty() ? 0 : written[place]++;
    if (turn == lists.size())
      lists.emplace_back(count, -1);
    lists[turn][place] = element;
  }
  return lists;
}

} // namespace

bool giveScattered(Call &call, const Scatter &write) {
  constexpr size_t most = 64;
  Places places;
  for (int64_t dim : write.dims)
    places.extents.push_back(call.resultSizes()[dim]);
  int64_t count = countElements(places.extents);
  std::vector<Extents> lists = orderWrites(write, count);
  if (lists.size() > most)
    return call.fail("writes " + Twine(lists.size()) +
                     " numbers into one place; multiply by a matrix instead");
  // Nothing is added as zeros; all else leaves what is there.
  bool isSum = write.join == "add";
  const auto *own = std::get_if<Stream>(&write.from);
  std::optional<Stream> source =
      isSum && own
          ? *own
          : concatenate(call, {merged(write.into, write.dims), write.from},
                        write.dims.front());
  if (!source)
    return false;
  int64_t offset = isSum && own ? 0 : count;
  Value result = write.into;
  for (const Extents &list : lists) {
    places.list.clear();
    for (auto [place, element] : enumerate(list))
      places.list.push_back(element >= 0 ? element + offset
                            : isSum      ? -1
                                         : static_cast<int64_t>(place));
    Stream part = taken(call, *source, write.dims, places);
    if (write.join.empty())
      return call.give(part);
    auto met = meet(call, {result, part});
    if (!met)
      return false;
    result = call.join(write.join, *met);
  }
  return call.give(result);
}

std::optional<Value> operand(Call &call, StringRef parameter,
                             const Stream &beside) {
  if (const Stream *stream = call.stream(parameter))
    return *stream;
  if (std::optional<Constant> known = knownBeside(call, parameter, beside))
    return *known;
  call.fail("'" + parameter + "' is neither a tensor nor a number");
  return std::nullopt;
}

std::optional<Value> broadcast(Call &call, Value value, ArrayRef<int64_t> sizes,
                               int64_t time) {
  if (const auto *constant = std::get_if<Constant>(&value)) {
    if (std::optional<Constant> whole = constant->expanded(sizes))
      return *whole;
    call.fail("has operands whose shapes do not fit");
    return std::nullopt;
  }
  Stream stream = std::get<Stream>(value);
  while (stream.rank() < static_cast<int64_t>(sizes.size()))
    stream.dims.insert(stream.dims.begin(), Atoms());
  if (stream.timeDim() != time) {
    call.fail("writes frames along another axis than that of time");
    return std::nullopt;
  }
  for (auto [dim, size] : enumerate(sizes))
    if (static_cast<int64_t>(dim) != time && size != 1 &&
        stream.product(stream.dims[dim]) == 1)
      stream = call.repeat(stream, dim, size);
  return stream;
}

namespace {

/// From one block of `size` places to the next, where an index names, for clips
/// of each length, blocks one behind the other from the first frame on.
std::optional<int64_t> findBlockStride(ArrayRef<Constant> indices, int64_t size,
                                       ArrayRef<int64_t> blocks) {
  std::optional<int64_t> stride;
  if (indices.size() != blocks.size())
    return std::nullopt;
  for (auto [index, count] : zip_equal(indices, blocks)) {
    if (index.count() != count * size || count < 2)
      return std::nullopt;
    int64_t own = index.at(size) - index.at(0);
    if (own < 1 || stride.value_or(own) != own)
      return std::nullopt;
    stride = own;
    for (int64_t i = 0; i < index.count(); ++i)
      if (index.at(i) != i / size * own + i % size)
        return std::nullopt;
  }
  return stride;
}

bool isZero(ArrayRef<Constant> constants) {
  return !constants.empty() && all_of(constants, [](const Constant &constant) {
    return all_of(*constant.numbers, [](double number) { return number == 0; });
  });
}

/// index_add of the frames of 'source', which are blocks of the result's.
bool addBlocks(Call &call, int64_t dim) {
  Stream blocks;
  if (!call.need("source", blocks))
    return false;
  ArrayRef<int> atoms = blocks.dims[dim];
  int64_t size = blocks.product(atoms.drop_front());
  bool isWhole = atoms.front() == Stream::time &&
                 none_of(atoms, [&](int atom) { return blocks.isBatch(atom); });
  std::optional<int64_t> stride;
  if (isWhole)
    stride = findBlockStride(call.constantAt("index"), size, blocks.frames);
  if (!stride)
    return call.fail(writesByNumber);
  Frames frames;
  for (size_t length = 0; length < call.countLengths(); ++length)
    frames.push_back(call.resultSizesAt(length)[dim]);
  std::optional<Stream> sum = overlapBlocks(call, blocks, *stride, 0, frames);
  if (!sum || isZero(call.constantAt("self")))
    return sum && call.give(*sum);
  std::optional<Value> into = operand(call, "self", *sum);
  auto met = into ? meet(call, {*into, *sum}) : std::nullopt;
  return met && call.give(call.join("add", *met));
}

/// Along one dimension: index_copy and index_add.
bool lowerIndexCopy(Call &call) {
  const Stream *like =
      call.stream("self") ? call.stream("self") : call.stream("source");
  if (!like || call.stream("index"))
    return call.fail(writesByClip);
  if (call.number("alpha", 1) != 1)
    return call.fail("scales what it adds; scale that before");
  int64_t dim = call.dim("dim", like->rank());
  const Stream *source = call.stream("source");
  if (call.op == "index_add" && source && source->timeDim() == dim)
    return addBlocks(call, dim);
  Constant index;
  Extents places;
  if (!refuseTime(call, *like, dim, writesByNumber) ||
      !call.need("index", index) ||
      !readPlaces(call, index, call.resultSizes()[dim], places))
    return false;
  std::optional<Value> into = operand(call, "self", *like),
                       from = operand(call, "source", *like);
  return into && from &&
         giveScattered(call, {*into,
                              *from,
                              {dim},
                              places,
                              call.op == "index_add" ? "add" : ""});
}

/// How a scatter joins what it writes with what is there.
std::optional<StringRef> findJoin(Call &call) {
  std::string reduce = call.text("reduce");
  if (call.op == "scatter_add" || reduce == "add" || reduce == "sum")
    return "add";
  if (reduce.empty())
    return "";
  if (reduce == "amax" || reduce == "amin")
    return reduce == "amax" ? "maximum" : "minimum";
  call.fail("there is no '" + reduce + "' of what is written into a place");
  return std::nullopt;
}

/// What a scatter writes, in the shape of its index.
std::optional<Value> readSource(Call &call, const Stream &like,
                                ArrayRef<int64_t> sizes) {
  StringRef parameter = call.has("src") ? "src" : "value";
  std::optional<Value> from = operand(call, parameter, like);
  if (!from)
    return std::nullopt;
  const auto *stream = std::get_if<Stream>(&*from);
  if (!stream && std::get<Constant>(*from).count() == 1)
    return broadcast(call, *from, sizes, like.timeDim());
  if (ArrayRef<int64_t>(stream ? stream->sizes()
                               : std::get<Constant>(*from).sizes) == sizes)
    return from;
  call.fail("writes a part of '" + parameter +
            "', which has another shape than its index; slice it before");
  return std::nullopt;
}

bool lowerScatter(Call &call) {
  const Stream *like = call.stream("self")  ? call.stream("self")
                       : call.stream("src") ? call.stream("src")
                                            : nullptr;
  if (!like || call.stream("index"))
    return call.fail(writesByClip);
  std::optional<StringRef> join = findJoin(call);
  if (!join)
    return false;
  if (!call.flag("include_self", true))
    return call.fail("does not count what is there; it must");
  Extents sizes = call.resultSizes();
  int64_t dim = call.dim("dim", sizes.size()), time = like->timeDim();
  std::optional<Constant> index = knownBeside(call, "index", *like);
  if (!index || index->rank() != static_cast<int64_t>(sizes.size()))
    return call.fail("has an index of another rank");
  if (dim == time || index->sizes[time] != sizes[time])
    return call.fail(writesByNumber);
  std::optional<Value> from = readSource(call, *like, index->sizes);
  if (!from || !dropTime(call, *like, *index))
    return false;
  Places places;
  Extents dims = findVarying(sizes, time, *index, dim);
  std::optional<Value> into = operand(call, "self", *like);
  return into && readIndex(call, sizes, *index, dims, dim, places) &&
         giveScattered(call,
                       {*into, merged(*from, dims), dims, places.list, *join});
}

bool refuseMaskedScatter(Call &call) { return call.fail(writesByMask); }

constexpr LowerEntry entries[] = {
    {"index_copy", lowerIndexCopy},   {"index_add", lowerIndexCopy},
    {"scatter", lowerScatter},        {"scatter_add", lowerScatter},
    {"scatter_reduce", lowerScatter}, {"masked_scatter", refuseMaskedScatter}};

} // namespace

LowerTable scatterTable() { return entries; }

} // namespace cocc::frontends
