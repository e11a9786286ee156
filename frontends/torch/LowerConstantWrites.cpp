//===- LowerConstantWrites.cpp - Known numbers, written into others -------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Every `step`-th place of a dimension of a tensor, from `start` on.
struct Places {
  int64_t start = 0, count = 0, step = 1;
};

/// What one slice or select takes of what those before it took; `dims` are the
/// dimensions that are left.
bool takePlaces(Call &call, std::vector<Places> &places,
                SmallVectorImpl<int64_t> &dims, size_t cut) {
  bool isWrite = call.op == "cocc.write.default";
  bool isSelect =
      isWrite ? call.node.find("selects")->bools[cut] : call.has("index");
  auto number = [&](StringRef plural, StringRef single, int64_t usual) {
    return isWrite ? call.integers(plural)[cut] : call.integer(single, usual);
  };
  int64_t dim = number("dims", "dim", 0);
  dim = dim < 0 ? dim + dims.size() : dim;
  if (dim < 0 || dim >= static_cast<int64_t>(dims.size()))
    return call.fail("writes along a dimension that is not there");
  Places &own = places[dims[dim]];
  int64_t start = number("starts", isSelect ? "index" : "start", 0);
  int64_t end = number("ends", "end", INT64_MAX);
  int64_t step = number("steps", "step", 1);
  start =
      std::clamp<int64_t>(start < 0 ? start + own.count : start, 0, own.count);
  end = isSelect ? start + 1 : end < 0 ? end + own.count : end;
  end = std::clamp<int64_t>(end, start, own.count);
  own = {own.start + start * own.step, (end - start + step - 1) / step,
         own.step * step};
  if (isSelect)
    dims.erase(dims.begin() + dim);
  return true;
}

/// The numbers of `into` with those of `from` in these places.
Constant written(const Constant &into, const Constant &from,
                 ArrayRef<Places> places) {
  std::vector<double> numbers = *into.numbers;
  for (int64_t element : seq<int64_t>(0, from.count())) {
    int64_t rest = element, at = 0, stride = 1;
    for (int64_t dim = places.size(); dim-- > 0;) {
      int64_t place = rest % places[dim].count;
      rest /= places[dim].count;
      at += (places[dim].start + place * places[dim].step) * stride;
      stride *= into.sizes[dim];
    }
    numbers[at] = from.at(element);
  }
  return Constant::make(into.type, into.sizes, std::move(numbers));
}

bool lowerWrite(Call &call) {
  Constant into, from;
  if (!call.need("self", into) || !call.need("src", from))
    return false;
  std::vector<Places> places;
  SmallVector<int64_t> dims;
  for (auto [dim, size] : enumerate(into.sizes)) {
    places.push_back({0, size, 1});
    dims.push_back(dim);
  }
  const TorchArgument *cuts = call.node.find("selects");
  for (size_t cut = 0; cut < (cuts ? cuts->bools.size() : 1); ++cut)
    if (!takePlaces(call, places, dims, cut))
      return false;
  Extents sizes;
  for (int64_t dim : dims)
    sizes.push_back(places[dim].count);
  std::optional<Constant> part = from.expanded(sizes);
  return part ? call.give(written(into, *part, places))
              : call.fail("has operands whose shapes do not fit");
}

bool lowerCopy(Call &call) {
  Constant from;
  if (!call.need("src", from))
    return false;
  std::optional<Constant> whole = from.expanded(call.resultSizes());
  if (!whole)
    return call.fail("has operands whose shapes do not fit");
  whole->type = call.resultType();
  return call.give(*whole);
}

/// What is written into a view of a tensor, in the form of the tensor.
bool lowerUnview(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  StringRef of = call.text("of");
  bool isSwap = is_contained({"transpose", "swapaxes", "swapdims"}, of);
  if (isSwap || is_contained({"t", "mT", "numpy_T"}, of))
    return findIn(constantShapeTable(), "transpose")(call);
  if (of == "movedim" || of == "moveaxis")
    return call.fail("writes into a tensor whose dimensions were moved; write "
                     "into the tensor itself");
  if (of != "permute")
    return call.give(input.reshaped(call.resultSizes()));
  Extents order = call.dimList("dims", input.rank()), inverse(order.size());
  for (auto [dim, from] : enumerate(order))
    inverse[from] = dim;
  return call.give(input.permuted(inverse));
}

constexpr LowerEntry entries[] = {{"cocc.write.default", lowerWrite},
                                  {"slice_scatter", lowerWrite},
                                  {"select_scatter", lowerWrite},
                                  {"copy", lowerCopy},
                                  {"cocc.unview.default", lowerUnview}};

} // namespace

LowerTable constantWriteTable() { return entries; }

} // namespace cocc::frontends
