//===- FrameSums.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameSums.h"

using namespace mlir;
using namespace cocc;
using Halide::Expr;
using Halide::Func;
using Halide::RDom;
using Halide::Var;

Element cocc::getElements(StageBuilder &stages, Value frame) {
  return [&stages, frame](Expr c, Expr x, Expr y) {
    return stages.tap(frame, c, x, y, stages.b, 0);
  };
}

FrameSums::FrameSums(StageBuilder &stages, Value value, ArrayRef<int64_t> over,
                     int groups)
    : stages(stages), frame(StageBuilder::getExtents(value)), groups(groups) {
  int64_t rank = cast<RankedTensorType>(value.getType()).getRank();
  axes.channels = llvm::is_contained(over, 1);
  axes.x = rank > 2 && llvm::is_contained(over, rank - 1);
  axes.y = rank > 3 && llvm::is_contained(over, 2);
  vectorLanes = stages.needWhole(axes);
}

int FrameSums::getCount() const {
  return (axes.channels ? frame.channels / groups : 1) *
         (axes.x ? frame.width : 1) * (axes.y ? frame.height : 1);
}

void FrameSums::addStage(Func func, bool ofChannels) {
  if (ofChannels && axes.channels)
    func.bound(stages.c, 0, stages.getPaddedChannels());
  stages.addStage({func, stages.c, ofChannels ? vectorLanes : 1});
}

Element FrameSums::keep(const Element &element) {
  Func kept("kept");
  Var b = stages.b;
  kept(stages.c, stages.x, stages.y, b) = element(stages.c, stages.x, stages.y);
  addStage(kept, /*ofChannels=*/true);
  return [=](Expr c, Expr x, Expr y) { return kept(c, x, y, b); };
}

/// Places along an axis are taken one after the other, vectors of channels at a
/// time.
Element FrameSums::alongSpace(const Element &element, bool alongX,
                              const Combination &how) {
  Func along(alongX ? "along_x" : "along_y");
  Var c = stages.c, other("other"), b = stages.b;
  RDom r(0, alongX ? frame.width : frame.height, "r");
  along(c, other, b) = how.nothing;
  along(c, other, b) = how.combine(
      along(c, other, b), alongX ? element(c, r, other) : element(c, other, r));
  addStage(along, /*ofChannels=*/true);
  return [=](Expr c, Expr x, Expr y) { return along(c, alongX ? y : x, b); };
}

/// Partial sums side by side in a vector. Where all channels are one group, the
/// last vector may reach into what pads a pixel.
Element FrameSums::alongChannels(const Element &element,
                                 const Combination &how) {
  int size = frame.channels / groups, lanes = vectorLanes;
  while (groups > 1 && size % lanes != 0)
    lanes /= 2;
  Func partial("partial"), total("total");
  Var l("l"), g("g"), x = stages.x, y = stages.y, b = stages.b;
  RDom r(0, (size + lanes - 1) / lanes, "r");
  Expr place = r * lanes + l;
  Expr next = element(g * size + place, x, y);
  if (size % lanes != 0)
    next = Halide::select(place < size, next, how.nothing);
  partial(l, g, x, y, b) = how.nothing;
  partial(l, g, x, y, b) = how.combine(partial(l, g, x, y, b), next);
  partial.bound(l, 0, lanes);
  stages.addStage({partial, l, lanes});
  Expr together = partial(0, g, x, y, b);
  for (int lane = 1; lane < lanes; ++lane)
    together = how.combine(together, partial(lane, g, x, y, b));
  total(g, x, y, b) = together;
  stages.addStage({total, g, 1});
  return [=, groups = groups](Expr c, Expr x, Expr y) {
    // What pads a pixel counts to the last group.
    Expr group = groups == 1 ? Expr(0) : Halide::min(c / size, groups - 1);
    return total(group, x, y, b);
  };
}

Element FrameSums::takeTogether(const Element &element, const Combination &how,
                                const Finish &finish) {
  Element sums = element;
  if (axes.x)
    sums = alongSpace(sums, /*alongX=*/true, how);
  if (axes.y)
    sums = alongSpace(sums, /*alongX=*/false, how);
  if (axes.channels)
    sums = alongChannels(sums, how);
  Func whole("whole");
  Var b = stages.b;
  whole(stages.c, stages.x, stages.y, b) =
      finish(sums(stages.c, stages.x, stages.y));
  bool ofChannels = !axes.channels || groups > 1;
  addStage(whole, ofChannels);
  auto along = [](bool isOne, Expr index) { return isOne ? Expr(0) : index; };
  return [=, axes = axes](Expr c, Expr x, Expr y) {
    return whole(along(!ofChannels, c), along(axes.x, x), along(axes.y, y), b);
  };
}

Element FrameSums::sum(const Element &element, const Finish &finish) {
  auto add = [](Expr a, Expr b) { return a + b; };
  return takeTogether(element, {add, 0.0f}, finish);
}

Element FrameSums::largest(const Element &element) {
  auto larger = [](Expr a, Expr b) { return Halide::max(a, b); };
  return takeTogether(element,
                      {larger, -std::numeric_limits<float>::infinity()},
                      [](Expr largest) { return largest; });
}
