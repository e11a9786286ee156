//===- Norm.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Norm.h"
#include "compiler/codegen/kernels/Order.h"

using namespace cocc;
using Halide::Expr;

void cocc::buildNorm(const Norm &norm, StageBuilder &stages) {
  FrameSums sums(stages, norm.input, norm.axes, norm.groups);
  float count = sums.getCount(), eps = norm.eps;

  // THE ALGORITHM: the variance is the mean square of what differs from the
  // mean, so that a large mean does not cancel it.
  auto input = getElements(stages, norm.input);
  auto mean = sums.sum(input, [=](Expr sum) { return sum / count; });
  auto centred = [=](Expr c, Expr x, Expr y) {
    return difference(input(c, x, y), mean(c, x, y));
  };
  auto square = [=](Expr c, Expr x, Expr y) {
    return centred(c, x, y) * centred(c, x, y);
  };
  auto scale = sums.sum(
      square, [=](Expr sum) { return 1.0f / Halide::sqrt(sum / count + eps); });
  Expr element = centred(stages.c, stages.x, stages.y) *
                 scale(stages.c, stages.x, stages.y);
  if (!norm.weights.empty())
    element *= stages.constant(norm.weights[0], norm.weightAxes);
  if (norm.weights.size() > 1)
    element += stages.constant(norm.weights[1], norm.weightAxes);
  stages.result(norm.result, element);
}
