//===- LowerConstantShapes.cpp - Numbers that are known, moved -----------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

bool lowerSame(Call &call) {
  Constant input;
  if (!call.need(call.has("input") ? "input" : "self", input))
    return false;
  if (input.type != call.resultType())
    input = Constant::make(call.resultType(), input.sizes, *input.numbers);
  return call.give(input);
}

bool lowerView(Call &call) {
  Constant input;
  return call.need("self", input) &&
         call.give(input.reshaped(call.resultSizes()));
}

bool lowerExpand(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  std::optional<Constant> result = input.expanded(call.resultSizes());
  return result ? call.give(*result)
                : call.fail("repeats a dimension of more than one element");
}

bool lowerRepeat(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  Extents counts = call.integers(call.has("repeats") ? "repeats" : "dims"),
          sizes = input.sizes, apart, repeated;
  size_t rank = std::max(counts.size(), sizes.size());
  counts.insert(counts.begin(), rank - counts.size(), 1);
  sizes.insert(sizes.begin(), rank - sizes.size(), 1);
  for (auto [count, size] : zip_equal(counts, sizes)) {
    apart.insert(apart.end(), {1, size});
    repeated.insert(repeated.end(), {count, size});
  }
  return call.give(
      input.reshaped(apart).expanded(repeated)->reshaped(call.resultSizes()));
}

bool lowerPermute(Call &call) {
  Constant input;
  return call.need("self", input) &&
         call.give(input.permuted(call.dimList("dims", input.rank())));
}

bool lowerTranspose(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  Extents order(input.rank());
  std::iota(order.begin(), order.end(), 0);
  int64_t a = input.rank() - 2, b = input.rank() - 1;
  if (call.has("dim0")) {
    a = call.dim("dim0", input.rank());
    b = call.dim("dim1", input.rank());
  }
  if (input.rank() > 1)
    std::swap(order[a], order[b]);
  return call.give(input.permuted(order));
}

bool lowerSlice(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank()), extent = input.sizes[dim];
  int64_t start = call.integer("start");
  start = std::clamp<int64_t>(start < 0 ? start + extent : start, 0, extent);
  int64_t step = call.integer("step", 1);
  int64_t end = call.integer("end", extent);
  end = std::clamp<int64_t>(end < 0 ? end + extent : end, start, extent);
  if (call.has("length"))
    end =
        std::min(extent, start + std::max<int64_t>(0, call.integer("length")));
  return call.give(
      input.sliced(dim, start, (end - start + step - 1) / step, step));
}

bool lowerSelect(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank()), place = call.integer("index");
  if (place < 0)
    place += input.sizes[dim];
  if (place < 0 || place >= input.sizes[dim])
    return call.fail("takes a place that is not there");
  return call.give(input.sliced(dim, place, 1, 1).reshaped(call.resultSizes()));
}

/// chunk, split and unbind.
bool lowerParts(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank()), start = 0;
  bool isUnbound = call.op == "unbind";
  int64_t parts = call.node.results.size();
  int64_t each = (input.sizes[dim] + parts - 1) / parts;
  for (int64_t part = 0; part < parts; ++part) {
    Extents sizes = call.resultSizes(part);
    int64_t count = isUnbound ? 1 : call.isUsed(part) ? sizes[dim] : each;
    if (call.op == "split_with_sizes")
      count = call.integers("split_sizes")[part];
    else if (call.op == "split")
      count = std::min(call.integer("split_size"), input.sizes[dim] - start);
    if (count < 0 || start + count > input.sizes[dim])
      return call.fail("takes places that are not there");
    if (call.isUsed(part) &&
        !call.give(input.sliced(dim, start, count, 1).reshaped(sizes), part))
      return false;
    start += count;
  }
  return true;
}

bool lowerCat(Call &call) {
  std::vector<Constant> parts;
  int64_t dim = call.dim("dim", call.resultSizes().size());
  for (const Value *value : call.list("tensors")) {
    Constant part = std::get<Constant>(*value);
    if (call.op == "stack")
      part.sizes.insert(part.sizes.begin() + dim, 1);
    parts.push_back(part);
  }
  std::optional<Constant> result = concatenated(parts, dim);
  return result ? call.give(*result)
                : call.fail("has operands whose shapes do not fit");
}

bool lowerFlip(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  for (int64_t dim : call.dimList("dims", input.rank()))
    input = input.sliced(dim, input.sizes[dim] - 1, input.sizes[dim], -1);
  return call.give(input);
}

constexpr LowerEntry entries[] = {{"contiguous", lowerSame},
                                  {"clone", lowerSame},
                                  {"alias", lowerSame},
                                  {"detach", lowerSame},
                                  {"to", lowerSame},
                                  {"_to_copy", lowerSame},
                                  {"type_as", lowerSame},
                                  {"float", lowerSame},
                                  {"lift_fresh_copy", lowerSame},
                                  {"lift_fresh", lowerSame},
                                  {"dropout", lowerSame},
                                  {"view", lowerView},
                                  {"reshape", lowerView},
                                  {"_unsafe_view", lowerView},
                                  {"flatten", lowerView},
                                  {"unflatten", lowerView},
                                  {"squeeze", lowerView},
                                  {"unsqueeze", lowerView},
                                  {"view_as", lowerView},
                                  {"expand", lowerExpand},
                                  {"expand_as", lowerExpand},
                                  {"broadcast_to", lowerExpand},
                                  {"repeat", lowerRepeat},
                                  {"tile", lowerRepeat},
                                  {"permute", lowerPermute},
                                  {"transpose", lowerTranspose},
                                  {"t", lowerTranspose},
                                  {"mT", lowerTranspose},
                                  {"numpy_T", lowerTranspose},
                                  {"slice", lowerSlice},
                                  {"narrow", lowerSlice},
                                  {"select", lowerSelect},
                                  {"chunk", lowerParts},
                                  {"split", lowerParts},
                                  {"split_with_sizes", lowerParts},
                                  {"unbind", lowerParts},
                                  {"cat", lowerCat},
                                  {"stack", lowerCat},
                                  {"flip", lowerFlip}};

} // namespace

LowerTable constantShapeTable() { return entries; }

} // namespace cocc::frontends
