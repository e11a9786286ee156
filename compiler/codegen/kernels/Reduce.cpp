//===- Reduce.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/SumOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;
using Halide::Func;

namespace {
/// The elements that belong together, taken together step by step.
class Reducer {
public:
  Reducer(ReduceOp op, StageBuilder &stages)
      : input(op.getInput()), stages(stages) {
    FrameExtents frame = StageBuilder::getExtents(op.getInput());
    int64_t rank = op.getInput().getType().getRank();
    alongX = llvm::is_contained(op.getAxes(), rank - 1);
    alongY = rank > 3 && llvm::is_contained(op.getAxes(), 2);
    width = alongX ? frame.width : 1;
    height = alongY ? frame.height : 1;
    Reduction reduction;
    reduction.kind = Reduction::Kind::PerChannel;
    reduction.taps = getCount();
    stages.reduce(reduction);
  }

  int getCount() const { return width * height; }

  /// The element at place (i, j) of those that belong together.
  Expr element(Expr i, Expr j) const {
    return stages.at(input, stages.c, alongX ? i : stages.x,
                     alongY ? j : stages.y, stages.b);
  }

  /// Beginning with `first`, takes in what `next` makes of each element.
  Expr take(Expr first, llvm::function_ref<Expr(Expr)> next,
            llvm::function_ref<Expr(Expr, Expr)> combine) {
    if (getCount() == 1)
      return combine(first, next(element(0, 0)));
    Func taken("taken");
    Halide::RDom r(0, width, 0, height, "r");
    taken(stages.c, stages.x, stages.y, stages.b) = first;
    Expr before = taken(stages.c, stages.x, stages.y, stages.b);
    taken(stages.c, stages.x, stages.y, stages.b) =
        combine(before, next(element(r.x, r.y)));
    stages.accumulate({taken, {r.x, r.y}, {width, height}});
    return taken(stages.c, stages.x, stages.y, stages.b);
  }

  Expr sum(llvm::function_ref<Expr(Expr)> next) {
    return take(0.0f, next, [](Expr a, Expr b) { return a + b; });
  }

private:
  Value input;
  StageBuilder &stages;
  bool alongX = false, alongY = false;
  int width = 1, height = 1;
};
} // namespace

static constexpr float infinity = std::numeric_limits<float>::infinity();

static Expr same(Expr element) { return element; }

/// Of what differs from the first element, so that equal elements have none and
/// large ones that are nearly equal do not cancel.
static Expr variance(Reducer &reducer, double correction) {
  float count = reducer.getCount();
  Expr first = reducer.element(0, 0);
  auto shifted = [=](Expr element) { return difference(element, first); };
  Expr mean = reducer.sum(shifted) / count;
  Expr squares = reducer.sum([=](Expr element) {
    Expr deviation = difference(shifted(element), mean);
    return deviation * deviation;
  });
  float divisor = std::max(0.0, count - correction);
  // By nothing: infinite, or no number where there is nothing to divide.
  return divisor > 0 ? quotient(squares, divisor) : squares * infinity;
}

/// The largest element is subtracted, so that no exponential overflows, unless
/// it is infinite.
static Expr logSumExp(Reducer &reducer) {
  Expr largest = reducer.take(-infinity, same, larger);
  Expr shift =
      Halide::select(isEqual(Halide::abs(largest), infinity), 0.0f, largest);
  Expr sum = reducer.sum([=](Expr element) {
    return boundedExponential(difference(element, shift));
  });
  return naturalLogarithm(sum) + shift;
}

namespace {
struct ReduceKernel : StepKernel<ReduceKernel, ReduceOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto reduce = cast<ReduceOp>(op);
    Reducer reducer(reduce, stages);
    stages.requireStrictFloat();
    stages.result(reduce.getResult(), build(reduce, reducer));
  }

  // THE ALGORITHM
  static Expr build(ReduceOp reduce, Reducer &reducer) {
    if (reduce.getKind() == "variance")
      return variance(reducer, reduce.getCorrection().convertToDouble());
    if (reduce.getKind() == "log_sum_exp")
      return logSumExp(reducer);
    if (reduce.getKind() == "product")
      return reducer.take(1.0f, same, [](Expr a, Expr b) { return a * b; });
    return reducer.sum(same);
  }
};
} // namespace

void ReduceOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ReduceKernel>(context);
}
