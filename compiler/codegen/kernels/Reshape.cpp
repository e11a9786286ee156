//===- Reshape.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/FrameAxes.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// The number of axes of `shape`, from `first` on, until their elements and
/// those of `other` are as many; what `other` needs for that is in `taken`.
static unsigned matchAxes(ArrayRef<int64_t> shape, ArrayRef<int64_t> other,
                          unsigned &taken) {
  int64_t elements = 1, otherElements = 1;
  unsigned count = 0;
  taken = 0;
  do {
    if (elements <= otherElements && count < shape.size())
      elements *= shape[count++];
    else
      otherElements *= other[taken++];
  } while (elements != otherElements);
  return count;
}

/// The place in `from` of the element that lies at `place` of `to`, which has
/// as many.
static FramePlace findPlace(ArrayRef<int64_t> to, ArrayRef<Expr> place,
                            ArrayRef<int64_t> from) {
  Expr index = 0;
  int64_t outer = 1;
  for (auto [extent, along] : llvm::zip_equal(to, place)) {
    outer *= extent;
    if (extent != 1)
      index = index * static_cast<int>(extent) + along;
  }
  FramePlace found(from.size(), Expr(0));
  for (size_t axis = from.size(); axis-- > 0;) {
    int extent = from[axis];
    outer /= extent;
    if (extent == 1)
      continue;
    found[axis] = outer == 1 ? index : index % extent;
    index = index / extent;
  }
  return found;
}

namespace {
struct ReshapeKernel : StepKernel<ReshapeKernel, ReshapeOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto reshape = cast<ReshapeOp>(op);
    stages.leavePadding();
    // Axis by axis as far as both shapes have them in common, so that few
    // places have to be divided.
    ArrayRef<int64_t> to = reshape.getType().getShape();
    ArrayRef<int64_t> from = reshape.getInput().getType().getShape();
    FramePlace place = getPlace(stages, to.size()), source;
    ArrayRef<Expr> rest = place;
    while (!to.empty() && !from.empty()) {
      unsigned taken = 0, given = matchAxes(to, from, taken);
      source.append(findPlace(to.take_front(given), rest.take_front(given),
                              from.take_front(taken)));
      to = to.drop_front(given), rest = rest.drop_front(given);
      from = from.drop_front(taken);
    }
    source.append(from.size(), Expr(0)); // axes of one element
    stages.result(reshape.getResult(),
                  elementAt(stages, reshape.getInput(), source));
  }
};
} // namespace

void ReshapeOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ReshapeKernel>(context);
}
