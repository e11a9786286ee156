//===- LowerShapes.cpp - Dimensions in another order or taken apart -------===//

#include "frontends/torch/LowerShapes.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr const char *oneFrame =
    "takes a clip of which one frame is left, so that time cannot be told from "
    "other dimensions of extent 1; export the module with a longer clip";

/// The same tensor, or a copy of it.
bool lowerSame(Call &call) {
  Stream input;
  return call.need("self", input) && call.give(input);
}

/// As another type: to integers, fractions are cut off.
bool lowerCast(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  bool toWhole = isWhole(call.resultType());
  if (toWhole && !input.isFlag && !input.isWhole)
    input = call.layer("unary", input, Attributes().text("function", "trunc"));
  input.isWhole = toWhole;
  return call.give(input);
}

bool lowerDropout(Call &call) {
  Stream input;
  if (!call.need(call.has("input") ? "input" : "self", input))
    return false;
  // Without a word about it the native one is in training.
  bool isTraining = call.op == "native_dropout" && !call.has("train");
  if (isTraining || call.flag("train"))
    return call.fail("drops values at random; call model.eval() before the "
                     "export");
  if (call.isUsed(1))
    return call.fail("gives a mask of what it drops, which is nothing; without "
                     "the mask it is the tensor itself");
  return call.give(input);
}

bool givePermuted(Call &call, const Stream &input, ArrayRef<int64_t> order) {
  Stream result = input;
  for (auto [dim, from] : enumerate(order))
    result.dims[dim] = input.dims[from];
  return call.give(result);
}

bool lowerPermute(Call &call) {
  Stream input;
  return call.need("self", input) &&
         givePermuted(call, input, call.dimList("dims", input.rank()));
}

/// transpose, swapaxes and swapdims, whose parameters differ.
bool lowerTranspose(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  Extents order(input.rank());
  std::iota(order.begin(), order.end(), 0);
  auto dimOf = [&](StringRef a, StringRef b) {
    return call.has(a) ? call.dim(a, input.rank()) : call.dim(b, input.rank());
  };
  std::swap(order[dimOf("dim0", "axis0")], order[dimOf("dim1", "axis1")]);
  return givePermuted(call, input, order);
}

/// t, mT and adjoint of a matrix.
bool lowerMatrixTranspose(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  if (input.rank() > 1)
    std::swap(input.dims[input.rank() - 2], input.dims[input.rank() - 1]);
  return call.give(input);
}

Extents movedOrder(const Call &call, int64_t rank) {
  Extents from = call.dimList("source", rank),
          to = call.dimList("destination", rank), order(rank, -1);
  for (auto [source, destination] : zip_equal(from, to))
    order[destination] = source;
  int64_t next = 0;
  for (int64_t &source : order)
    if (source < 0) {
      while (is_contained(from, next))
        ++next;
      source = next++;
    }
  return order;
}

bool lowerMoveDim(Call &call) {
  Stream input;
  return call.need("self", input) &&
         givePermuted(call, input, movedOrder(call, input.rank()));
}

/// How many frames a view makes one: those of which it has just so many groups,
/// whatever the clip's length is.
std::optional<int64_t> findGroup(const Call &call, const Stream &input) {
  Extents sizes = call.resultSizes();
  for (auto [dim, size] : enumerate(sizes)) {
    int64_t count = size > 0 ? input.frames.front() / size : 0;
    bool divides = count > 1;
    for (auto [length, frames] : enumerate(input.frames))
      divides &= call.resultSizesAt(length)[dim] * count == frames;
    if (divides && input.frames.size() > 1)
      return count;
  }
  return std::nullopt;
}

/// Any view that keeps the order of the elements: the program knows the shape.
bool lowerView(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  if (input.hasOneFrame())
    return call.fail(oneFrame);
  Stream viewed = input;
  if (viewed.view(call.resultSizes()))
    return call.give(viewed);
  if (std::optional<int64_t> count = findGroup(call, input)) {
    viewed = groupFrames(call, input, *count);
    if (viewed.view(call.resultSizes()))
      return call.give(viewed);
  }
  return call.fail("takes the time axis apart, or merges frames into another "
                   "axis; time must stay whole, or outside of groups of frames "
                   "of one size");
}

bool lowerSqueeze(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  if (input.hasOneFrame())
    return call.fail(oneFrame);
  Extents dims = call.dimList("dim", input.rank());
  if (!call.has("dim"))
    for (int64_t dim = 0; dim < input.rank(); ++dim)
      dims.push_back(dim);
  std::vector<Atoms> kept;
  for (auto [dim, atoms] : enumerate(input.dims))
    if (!is_contained(dims, static_cast<int64_t>(dim)) ||
        input.product(atoms) != 1)
      kept.push_back(atoms);
  input.dims = kept;
  return call.give(input);
}

bool lowerUnsqueeze(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank() + 1);
  input.dims.insert(input.dims.begin() + dim, Atoms());
  return call.give(input);
}

/// What is written into a view of a tensor, in the form of the tensor: `of` is
/// the operator of the view.
bool lowerUnview(Call &call) {
  Stream written;
  if (!call.need("self", written))
    return false;
  StringRef of = call.text("of");
  auto isOneOf = [&](std::initializer_list<StringRef> names) {
    return is_contained(names, of);
  };
  if (isOneOf({"transpose", "swapaxes", "swapdims"}))
    return lowerTranspose(call);
  if (isOneOf({"t", "mT", "numpy_T"}))
    return lowerMatrixTranspose(call);
  if (!isOneOf({"permute", "movedim", "moveaxis"}))
    return lowerView(call);
  Extents order = of == "permute" ? call.dimList("dims", written.rank())
                                  : movedOrder(call, written.rank());
  Extents inverse(order.size());
  for (auto [dim, from] : enumerate(order))
    inverse[from] = dim;
  return givePermuted(call, written, inverse);
}

bool lowerExpand(Call &call) {
  Stream input;
  return call.need("self", input) && giveExpanded(call, input);
}

/// Constants broadcast by themselves where they are used.
bool lowerBroadcast(Call &call) {
  for (auto [result, value] : enumerate(call.list("tensors"))) {
    const auto *stream = std::get_if<Stream>(value);
    if (stream ? !giveExpanded(call, *stream, result)
               : !call.give(*value, result))
      return false;
  }
  return true;
}

} // namespace

bool giveExpanded(Call &call, Stream input, size_t result) {
  if (!call.isUsed(result))
    return true;
  Extents sizes = call.resultSizes(result);
  while (input.rank() < static_cast<int64_t>(sizes.size()))
    input.dims.insert(input.dims.begin(), Atoms());
  for (auto [dim, size] : enumerate(sizes)) {
    if (input.product(input.dims[dim]) == size)
      continue;
    Frames sizesAt;
    for (size_t length = 0; length < call.countLengths(); ++length)
      sizesAt.push_back(call.resultSizesAt(length, result)[dim]);
    if (input.timeDim() < 0 && input.restoreTime(dim, sizesAt))
      continue;
    if (call.isFrameCount(sizesAt) && input.timeDim() < 0)
      return call.fail("repeats something once for every frame of the clip, "
                       "which a stream does not do");
    input = call.repeat(input, dim, size);
  }
  return call.give(input, result);
}

namespace {

constexpr LowerEntry entries[] = {{"contiguous", lowerSame},
                                  {"clone", lowerSame},
                                  {"alias", lowerSame},
                                  {"detach", lowerSame},
                                  {"to", lowerCast},
                                  {"_to_copy", lowerCast},
                                  {"type_as", lowerCast},
                                  {"lift_fresh_copy", lowerSame},
                                  {"float", lowerCast},
                                  {"dropout", lowerDropout},
                                  {"native_dropout", lowerDropout},
                                  {"alpha_dropout", lowerDropout},
                                  {"feature_dropout", lowerDropout},
                                  {"feature_alpha_dropout", lowerDropout},
                                  {"permute", lowerPermute},
                                  {"transpose", lowerTranspose},
                                  {"swapaxes", lowerTranspose},
                                  {"swapdims", lowerTranspose},
                                  {"t", lowerMatrixTranspose},
                                  {"numpy_T", lowerMatrixTranspose},
                                  {"mT", lowerMatrixTranspose},
                                  {"movedim", lowerMoveDim},
                                  {"moveaxis", lowerMoveDim},
                                  {"view", lowerView},
                                  {"_unsafe_view", lowerView},
                                  {"reshape", lowerView},
                                  {"view_as", lowerView},
                                  {"flatten", lowerView},
                                  {"unflatten", lowerView},
                                  {"squeeze", lowerSqueeze},
                                  {"unsqueeze", lowerUnsqueeze},
                                  {"cocc.unview.default", lowerUnview},
                                  {"expand", lowerExpand},
                                  {"expand_as", lowerExpand},
                                  {"broadcast_to", lowerExpand},
                                  {"broadcast_tensors", lowerBroadcast}};

} // namespace

LowerTable shapeTable() { return entries; }

} // namespace cocc::frontends
