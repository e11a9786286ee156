//===- Accumulate.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/AxisScan.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/OrderOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// What the places up to one make with the next element, and from which place
/// that comes.
static Halide::Tuple combine(StringRef kind, Halide::Tuple before, Expr next,
                             Expr place) {
  if (kind == "sum")
    return {before[0] + next, place};
  if (kind == "prod")
    return {before[0] * next, place};
  Expr isMore =
      kind == "max" ? isAtMost(before[0], next) : isAtMost(next, before[0]);
  Expr isTaken = isNotANumber(next) || isMore;
  return {Halide::select(isTaken, next, before[0]),
          Halide::select(isTaken, place, before[1])};
}

namespace {
struct AccumulateKernel : StepKernel<AccumulateKernel, AccumulateOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto accumulate = cast<AccumulateOp>(op);
    AxisScan scan(stages, accumulate.getInput(), accumulate.getAxis());
    int extent = scan.getExtent();

    // THE ALGORITHM
    scan.at(scan.index) = Halide::Tuple(scan.element(scan.index), scan.index);
    if (extent > 1) {
      Halide::RDom r(1, extent - 1, "r");
      scan.at(r) =
          combine(accumulate.getKind(), scan.at(r - 1), scan.element(r), r);
    }
    scan.finish(extent);
    Halide::Tuple found = scan.atOutput(extent);
    stages.result(accumulate.getResult(), accumulate.getPlaces()
                                              ? Halide::cast<float>(found[1])
                                              : found[0]);
  }
};
} // namespace

void AccumulateOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AccumulateKernel>(context);
}
