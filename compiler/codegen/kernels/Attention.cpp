//===- Attention.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/AttentionMask.h"
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

  /// What is added to the product of the query and the key at place `t`.
  static Expr biasOf(AttentionOp op, StageBuilder &stages, Expr head, Expr t) {
    int biases = op.getBiases(), frames = op.getFrames();
    if (biases == 0)
      return 0.0f;
    Halide::ImageParam bias =
        stages.weight(op.getWeights().front(), {frames, biases}, packMask);
    return bias(t, biases == 1 ? Expr(0) : head);
  }

  /// The channel that channel `i` of a head with `each` is turned with.
  static Expr partnerOf(AttentionOp op, Expr i, int each) {
    int turned = op.getTurned() == 0 ? each : op.getTurned(), half = turned / 2;
    Expr other = op.getPairing() == "halves"
                     ? Halide::select(i < half, i + half, i - half)
                     : i + 1 - 2 * (i % 2);
    return Halide::unsafe_promise_clamped(Halide::select(i < turned, other, i),
                                          0, each - 1);
  }

  /// Channel `c` of the query that meets the key at place `t`.
  static std::function<Expr(Expr c, Expr t)>
  queryAt(AttentionOp op, StageBuilder &stages, int each) {
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    auto given = [&stages, query = Value(op.getQuery())](Expr channel) {
      return stages.at(query, channel, stages.x, stages.y, stages.b);
    };
    int turns = op.getTurns();
    if (turns == 0)
      return [=](Expr channel, Expr) { return given(channel); };
    auto asGiven = [](ArrayRef<float> values) { return values.vec(); };
    Halide::ImageParam turn = stages.weight(
        op.getWeights().back(),
        {each, static_cast<int>(op.getFrames()), 2, turns}, asGiven);
    Halide::Var t("t");
    Halide::Func turned("turned");
    Expr i = c % each, head = turns == 1 ? Expr(0) : c / each;
    turned(c, t, x, y, b) =
        turn(i, t, 0, head) * given(c) +
        turn(i, t, 1, head) * given(c / each * each + partnerOf(op, i, each));
    int channels = StageBuilder::getExtents(op.getQuery()).channels;
    turned.bound(c, 0, channels);
    stages.addRows(turned);
    return [=, &stages](Expr channel, Expr place) {
      return turned(channel, place, stages.x, stages.y, stages.b);
    };
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
    auto query = queryAt(op, stages, each);
    product(h, t, x, y, b) = 0.0f;
    product(h, t, x, y, b) += query(h * each + i, t) *
                              stages.tap(op.getKey(), h * each + i, x, y, b, t);
    Expr outside = stages.isPadding(op.getKey(), t);
    logit(h, t, x, y, b) =
        Halide::select(outside, -std::numeric_limits<float>::infinity(),
                       product(h, t, x, y, b) * getHeadScale(op, each) +
                           biasOf(op, stages, h, t));
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
