//===- LowerSorting.cpp - Order along a dimension of the frame ------------===//

#include "frontends/torch/LowerSorting.h"
#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {
namespace {

/// The dimension as an axis that is not the batch's.
int lineAxis(Call &call, Stream &stream, int64_t dim) {
  Atoms own = stream.atomsOf(dim);
  int axis = placeAxis(call, stream, own);
  return axis > 0 ? axis : placeAxis(call, stream, own, /*isSpace=*/true);
}

/// What is asked of an order.
struct Order {
  bool isDescending = false;
  /// How many of its first elements; 0 for all.
  int64_t count = 0;
  /// Their places instead of themselves.
  bool isPlaces = false;
};

Stream sorted(Call &call, Stream stream, int64_t dim, const Order &order) {
  int axis = lineAxis(call, stream, dim);
  int64_t extent = stream.product(stream.dims[dim]);
  Stream result = call.layer("sort", stream,
                             Attributes()
                                 .integer("axis", axis, 1)
                                 .flag("descending", order.isDescending, false)
                                 .integer("count", order.count, 0)
                                 .flag("places", order.isPlaces, false));
  result.resize(dim, axis, order.count == 0 ? extent : order.count);
  result.isWhole = order.isPlaces;
  return result;
}

/// Fails where the order is one of frames.
bool refuseFrames(Call &call, const Stream &stream, int64_t dim) {
  return refuseTime(call, stream, dim,
                    "orders all frames of the clip; a stream has its newest "
                    "ones alone, and those as x.unfold(" +
                        Twine(dim) +
                        ", n, 1), whose last dimension can be ordered");
}

/// Both results of a call: elements, and the places from which they come.
bool giveSorted(Call &call, const Stream &stream, int64_t dim, Order order) {
  for (int result : {0, 1}) {
    order.isPlaces = result == 1;
    if (call.isUsed(result) &&
        !call.give(sorted(call, stream, dim, order), result))
      return false;
  }
  return true;
}

bool lowerSort(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank(), call.op == "msort" ? 0 : -1);
  Order order;
  order.isDescending = call.flag("descending");
  if (!refuseFrames(call, input, dim))
    return false;
  if (call.op == "sort")
    return giveSorted(call, input, dim, order);
  order.isPlaces = call.op == "argsort";
  return call.give(sorted(call, input, dim, order));
}

bool lowerTopK(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank(), -1);
  Order order;
  order.isDescending = call.flag("largest", true);
  order.count = call.integer("k");
  if (!refuseFrames(call, input, dim))
    return false;
  if (order.count < 1 || order.count > input.product(input.dims[dim]))
    return call.fail("'k' is " + Twine(order.count) +
                     "; it must be from 1 to " +
                     Twine(input.product(input.dims[dim])));
  return giveSorted(call, input, dim, order);
}

bool lowerKthValue(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  int64_t dim = call.dim("dim", input.rank(), -1);
  Order order;
  order.count = call.integer("k");
  if (!refuseFrames(call, input, dim))
    return false;
  if (order.count < 1 || order.count > input.product(input.dims[dim]))
    return call.fail("takes an element that is not there");
  for (int result : {0, 1}) {
    if (!call.isUsed(result))
      continue;
    order.isPlaces = result == 1;
    Stream made = sorted(call, input, dim, order);
    made.dims[dim] =
        gatherPlaces(call, made, dim, {{order.count - 1}, {1}}).front();
    made.isWhole = order.isPlaces;
    if (!call.flag("keepdim"))
      made.dims.erase(made.dims.begin() + dim);
    if (!call.give(made, result))
      return false;
  }
  return true;
}

/// The lower one of the two in the middle; NaN where there is one.
bool lowerMedian(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  bool isOfAll = !call.has("dim");
  if (isOfAll && input.timeDim() < 0)
    input.view({countElements(input.sizes())});
  int64_t dim = isOfAll ? std::max<int64_t>(input.timeDim(), 0)
                        : call.dim("dim", input.rank());
  if (!refuseFrames(call, input, dim))
    return false;
  if (call.isUsed(1))
    return call.fail("gives the place of what may be there several times; "
                     "x.argsort(dim) has the places");
  int64_t count = input.product(input.dims[dim]);
  Stream ordered = sorted(call, input, dim, {});
  auto elementAt = [&](int64_t place) {
    Stream element = ordered;
    element.dims[dim] =
        gatherPlaces(call, element, dim, {{place}, {1}}).front();
    return element;
  };
  // What is no number is behind all others.
  Stream last = elementAt(count - 1);
  Stream isNone =
      call.helper("unary", last, Attributes().text("function", "isnan"));
  Stream median =
      call.join("where", {isNone, last, elementAt((count - 1) / 2)});
  if (!call.flag("keepdim"))
    median.dims.erase(median.dims.begin() + dim);
  return call.give(median);
}

/// argmax and argmin of one dimension, or of all as one.
bool lowerArgument(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  if (call.has("dim"))
    return givePlaceOfExtreme(call, input, call.dim("dim", input.rank()),
                              call.op == "argmax", 0);
  if (input.timeDim() >= 0)
    return refuseFrames(call, input, input.timeDim());
  if (call.flag("keepdim"))
    return call.fail("keeps the dimensions of what is one place of all");
  input.view({countElements(input.sizes())});
  return givePlaceOfExtreme(call, input, 0, call.op == "argmax", 0);
}

//===----------------------------------------------------------------------===//
// What places make with those before them
//===----------------------------------------------------------------------===//

/// What a clip's frames make with all before them.
bool accumulateFrames(Call &call, const Stream &input, int64_t dim) {
  if (call.isUsed(1))
    return call.fail("gives the number of the frame that is the largest or "
                     "least so far; a stream counts none of its frames");
  Stream stream = input;
  giveTimeItsPlaces(call, stream);
  if (!stream.isTimeAlone(dim))
    return call.fail("goes along time where it is merged with another axis");
  StringRef kind = StringRef(call.op).drop_front(3);
  Attributes attributes;
  if (kind != "sum")
    attributes.text("kind", kind);
  Stream made = call.layer("running", stream, attributes);
  made.isWhole = input.isFlag || input.isWhole;
  StreamGeometry geometry;
  geometry.recurrent = true;
  call.look(made, geometry);
  return call.give(made);
}

/// cumsum, cumprod, cummax and cummin.
bool lowerAccumulate(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  if (input.rank() == 0)
    return call.fail("has no dimension");
  int64_t dim = call.dim("dim", input.rank());
  if (is_contained(input.dims[dim], Stream::time))
    return accumulateFrames(call, input, dim);
  int axis = lineAxis(call, input, dim);
  StringRef kind = StringRef(call.op).drop_front(3);
  for (int result : {0, 1}) {
    if (!call.isUsed(result))
      continue;
    Attributes attributes;
    attributes.integer("axis", axis, 1);
    if (kind != "sum")
      attributes.text("kind", kind);
    Stream made = call.layer("accumulate", input,
                             attributes.flag("places", result == 1, false));
    made.isWhole = result == 1 || input.isFlag || input.isWhole;
    if (!call.give(made, result))
      return false;
  }
  return true;
}

constexpr LowerEntry entries[] = {
    {"sort", lowerSort},         {"msort", lowerSort},
    {"argsort", lowerSort},      {"topk", lowerTopK},
    {"kthvalue", lowerKthValue}, {"median", lowerMedian},
    {"argmax", lowerArgument},   {"argmin", lowerArgument},
    {"cumsum", lowerAccumulate}, {"cumprod", lowerAccumulate},
    {"cummax", lowerAccumulate}, {"cummin", lowerAccumulate}};

} // namespace

bool givePlaceOfExtreme(Call &call, Stream input, int64_t dim, bool isMax,
                        size_t result) {
  if (!refuseFrames(call, input, dim))
    return false;
  // What is no number is the least as well as the largest.
  if (!isMax)
    input = call.helper("scale", input, Attributes().number("factor", -1));
  Stream made = sorted(call, input, dim, {true, 1, true});
  if (!call.flag("keepdim"))
    made.dims.erase(made.dims.begin() + dim);
  return call.give(made, result);
}

LowerTable sortingTable() { return entries; }

} // namespace cocc::frontends
