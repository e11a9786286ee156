//===- Sort.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/AxisScan.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/OrderOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// What is no number is larger than all numbers.
static Expr isSmaller(Expr a, Expr b) {
  return isLess(a, b) || (isNotANumber(b) && !isNotANumber(a));
}

namespace {
struct SortKernel : StepKernel<SortKernel, SortOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto sort = cast<SortOp>(op);
    AxisScan scan(stages, sort.getInput(), sort.getAxis());
    int count = static_cast<int>(sort.getType().getDimSize(sort.getAxis()));
    auto isBefore = [&](Expr a, Expr b) {
      return sort.getDescending() ? isSmaller(b, a) : isSmaller(a, b);
    };

    // THE ALGORITHM: element after element, the first of those that come
    // behind the last one that was found.
    Halide::RDom r(0, scan.getExtent(), 0, count, "r");
    Expr place = r.x, rank = r.y;
    scan.at(scan.index) = Halide::Tuple(0.0f, -1);
    Halide::Tuple best = scan.at(rank),
                  last = scan.at(Halide::max(rank - 1, 0));
    Expr next = scan.element(place);
    Expr isLeft = rank == 0 || isBefore(last[0], next) ||
                  (!isBefore(next, last[0]) && place > last[1]);
    Expr isBest = isLeft && (best[1] < 0 || isBefore(next, best[0]));
    scan.at(rank) = Halide::Tuple(Halide::select(isBest, next, best[0]),
                                  Halide::select(isBest, place, best[1]));
    scan.finish(count);
    Halide::Tuple found = scan.atOutput(count);
    stages.result(sort.getResult(),
                  sort.getPlaces() ? Halide::cast<float>(found[1]) : found[0]);
  }
};
} // namespace

void SortOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SortKernel>(context);
}
