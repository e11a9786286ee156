//===- Resample.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/UpsamplingOps.h"
#include "dialect/ops/Resampling.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
/// What the places along one axis are made of, tap by tap.
class Taps {
public:
  Taps(const Resampling &axis, const std::string &name)
      : count(axis.countTaps()), from(static_cast<int>(axis.from)),
        weighs(count > 1) {
    ResamplingTable table = makeTable(axis);
    isSame = count == 1 && llvm::equal(table.places, llvm::seq(0, from));
    int entries = static_cast<int>(table.places.size());
    places = Halide::Buffer<int>(entries, "places_" + name);
    weights = Halide::Buffer<float>(entries, "weights_" + name);
    llvm::copy(table.places, places.data());
    llvm::copy(table.weights, weights.data());
  }
  /// An axis that the frame lacks.
  Taps() : count(1), from(1), weighs(false), isSame(true) {}

  Expr placeOf(Expr place, int tap) const {
    return isSame ? place
                  : Halide::unsafe_promise_clamped(places(place * count + tap),
                                                   0, from - 1);
  }
  /// `value`, weighed. One that is no number stays so with the weight 0, which
  /// is known where the table is.
  Expr weigh(Expr value, Expr place, int tap) const {
    return weighs ? Halide::strict_float(value * weights(place * count + tap))
                  : value;
  }

  int count;

private:
  int from;
  bool weighs, isSame;
  Halide::Buffer<int> places;
  Halide::Buffer<float> weights;
};
} // namespace

/// Along x (0) or y (1).
static Taps getTapsAlong(ResampleOp op, int axis) {
  ArrayRef<int64_t> from = op.getInput().getType().getShape().drop_front(2);
  ArrayRef<int64_t> to = op.getResult().getType().getShape().drop_front(2);
  int place = static_cast<int>(from.size()) - 1 - axis;
  if (place < 0)
    return Taps();
  ArrayRef<double> factors = op.getFactor();
  return Taps(Resampling{from[place], to[place], op.getMode(),
                         op.getAlignCorners(),
                         factors.size() == 1 ? factors[0] : factors[place]},
              axis == 0 ? "x" : "y");
}

namespace {
struct ResampleKernel : StepKernel<ResampleKernel, ResampleOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto resample = cast<ResampleOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    Taps alongX = getTapsAlong(resample, 0), alongY = getTapsAlong(resample, 1);

    // THE ALGORITHM: along x first, as PyTorch has it. Of a sum that were taken
    // to be a number, LLVM would take the product with 0 for 0.
    Expr element;
    auto add = [](Expr sum, Expr more) {
      return sum.defined() ? Halide::strict_float(sum + more) : more;
    };
    for (int j = 0; j < alongY.count; ++j) {
      Expr row;
      for (int i = 0; i < alongX.count; ++i)
        row = add(row, alongX.weigh(stages.tap(resample.getInput(), c,
                                               alongX.placeOf(x, i),
                                               alongY.placeOf(y, j), b, 0),
                                    x, i));
      element = add(element, alongY.weigh(row, y, j));
    }
    stages.result(resample.getResult(), element);
  }
};
} // namespace

void ResampleOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ResampleKernel>(context);
}
