//===- FrameAttention.cpp -------------------------------------------------===//

#include "compiler/codegen/kernels/AttentionMask.h"
#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/HeadScale.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/AttentionOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
/// The algorithm is that of attention over time, for the places of one frame.
struct FrameAttentionKernel
    : StepKernel<FrameAttentionKernel, FrameAttentionOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto attention = cast<FrameAttentionOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    Value value = attention.getValue();
    int places = StageBuilder::getExtents(value).width;
    int heads = attention.getHeads();
    int each = StageBuilder::getExtents(value).channels / heads;
    Halide::Func weights = buildWeights(attention, stages);

    Expr head = Halide::min(c / each, heads - 1);
    Halide::Func sum("sum");
    Halide::RDom k(0, places, "k");
    sum(c, x, y, b) = 0.0f;
    sum(c, x, y, b) += weights(k, head, x, y, b) * stages.at(value, c, k, y, b);
    stages.addRows(sum);
    stages.makeRowsByPlace();
    stages.result(attention.getResult(), sum(c, x, y, b));
  }

  /// What is added to the product of a query and a key.
  static Expr maskOf(FrameAttentionOp op, StageBuilder &stages, Expr key,
                     Expr head) {
    int masks = op.getMasks();
    if (masks == 0)
      return 0.0f;
    int queries = StageBuilder::getExtents(op.getQuery()).width;
    int keys = StageBuilder::getExtents(op.getKey()).width;
    Halide::ImageParam mask =
        stages.weight(op.getMask(), {keys, queries, masks}, packMask);
    return mask(key, stages.x, masks == 1 ? Expr(0) : head);
  }

  /// How much each head of a place takes of each place of the keys, which are
  /// vectors' lanes where others have channels.
  static Halide::Func buildWeights(FrameAttentionOp op, StageBuilder &stages) {
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    Halide::Var h("h"), k("k");
    int heads = op.getHeads();
    int each = StageBuilder::getExtents(op.getQuery()).channels / heads;
    Halide::RDom i(0, each, "i"),
        r(0, StageBuilder::getExtents(op.getKey()).width, "r");
    Halide::Func product("product"), logit("logit"), largest("largest"),
        power("power"), total("total"), weights("weights");
    product(k, h, x, y, b) = 0.0f;
    product(k, h, x, y, b) += stages.at(op.getQuery(), h * each + i, x, y, b) *
                              stages.at(op.getKey(), h * each + i, k, y, b);
    logit(c, h, x, y, b) = product(c, h, x, y, b) * getHeadScale(op, each) +
                           maskOf(op, stages, c, h);
    largest(h, x, y, b) = Halide::maximum(r, logit(r, h, x, y, b));
    power(c, h, x, y, b) = boundedExponential(
        difference(logit(c, h, x, y, b), largest(h, x, y, b)));
    total(h, x, y, b) = Halide::sum(r, power(r, h, x, y, b));
    weights(c, h, x, y, b) = quotient(power(c, h, x, y, b), total(h, x, y, b));
    for (const Halide::Func &func :
         {product, logit, largest, power, total, weights})
      stages.addRows(func);
    return weights;
  }
};
} // namespace

void FrameAttentionOp::attachStepKernel(MLIRContext &context) {
  attachInterface<FrameAttentionKernel>(context);
}
