//===- Attention.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/HeadScale.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/AttentionOps.h"
#include <limits>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
/// The algorithm: exact at every step, with the largest product subtracted, so
/// that no exponential overflows and nothing drifts.
struct AttentionKernel : StepKernel<AttentionKernel, AttentionOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto attention = cast<AttentionOp>(op);
    int frames = attention.getFrames(), heads = attention.getHeads();
    Halide::Func weights = buildWeights(attention, stages);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);

    int channels = StageBuilder::getExtents(attention.getValue()).channels;
    Expr head = Halide::min(c / (channels / heads), heads - 1);
    Halide::Func sum("sum");
    Halide::RDom t(0, frames, "t");
    sum(c, x, y, b) = 0.0f;
    sum(c, x, y, b) += weights(head, t, x, y, b) *
                       stages.tap(attention.getValue(), c, x, y, b, t);
    stages.addRows(sum);
    stages.result(attention.getResult(), sum(c, x, y, b));
  }

  /// How much each head takes of each frame of the window.
  static Halide::Func buildWeights(AttentionOp op, StageBuilder &stages) {
    auto [x, y, b] = std::tie(stages.x, stages.y, stages.b);
    Halide::Var h("h"), t("t");
    int frames = op.getFrames(), heads = op.getHeads();
    int each = StageBuilder::getExtents(op.getQuery()).channels / heads;
    Halide::RDom i(0, each, "i"), r(0, frames, "r");
    Halide::Func product("product"), logit("logit"), largest("largest"),
        exponential("exponential"), total("total"), weights("weights");
    product(h, t, x, y, b) = 0.0f;
    product(h, t, x, y, b) += stages.at(op.getQuery(), h * each + i, x, y, b) *
                              stages.tap(op.getKey(), h * each + i, x, y, b, t);
    Expr outside = stages.isPadding(op.getKey(), t);
    logit(h, t, x, y, b) =
        Halide::select(outside, -std::numeric_limits<float>::infinity(),
                       product(h, t, x, y, b) * getHeadScale(op, each));
    largest(h, x, y, b) = Halide::maximum(r, logit(h, r, x, y, b));
    exponential(h, t, x, y, b) =
        Halide::select(outside, 0.0f,
                       boundedExponential(difference(logit(h, t, x, y, b),
                                                     largest(h, x, y, b))));
    total(h, x, y, b) = Halide::sum(r, exponential(h, r, x, y, b));
    weights(h, t, x, y, b) =
        quotient(exponential(h, t, x, y, b), total(h, x, y, b));
    for (const Halide::Func &func :
         {product, logit, largest, exponential, total, weights})
      stages.addRows(func);
    return weights;
  }
};
} // namespace

void AttentionOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AttentionKernel>(context);
}
