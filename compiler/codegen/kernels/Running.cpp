//===- Running.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/TimeOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
/// A sum, and what was lost when it was rounded (D. Knuth's TwoSum).
struct Sum {
  Expr value, lost;
};
} // namespace

static Sum add(const Sum &before, Expr next) {
  auto strict = [](Expr e) { return Halide::strict_float(e); };
  Expr more = strict(next + before.lost);
  Expr sum = strict(before.value + more);
  Expr added = strict(sum - before.value);
  Expr lost =
      strict(strict(before.value - strict(sum - added)) + strict(more - added));
  // Of infinities nothing is lost.
  return {sum, Halide::select(isNotANumber(lost), 0.0f, lost)};
}

static Expr combine(StringRef kind, Expr before, Expr next) {
  if (kind == "prod")
    return before * next;
  return kind == "max" ? larger(before, next) : smaller(before, next);
}

namespace {
struct RunningKernel : StepKernel<RunningKernel, RunningOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto running = cast<RunningOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    StringRef kind = running.getKind();
    if (kind == "sum")
      return buildSum(running, stages);
    Expr next = stages.at(running.getInput());
    stages.leavePadding();
    stages.result(
        running.getResult(),
        Halide::select(stages.isFirstFrame(), next,
                       combine(kind, stages.memory(c, x, y, b), next)));
  }

private:
  static void buildSum(RunningOp running, StageBuilder &stages) {
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    int channels = StageBuilder::getExtents(running.getInput()).channels;
    auto sumOf = [&, x = x, y = y, b = b](Expr channel) {
      Sum before = {stages.memory(channel, x, y, b),
                    stages.memory(channel + channels, x, y, b)};
      return add(before, stages.at(running.getInput(), channel, x, y, b));
    };

    // THE ALGORITHM
    Halide::Func kept("kept");
    Halide::RDom i(0, channels, "i"), j(channels, channels, "j");
    kept(c, x, y, b) = 0.0f;
    kept(i, x, y, b) = sumOf(i).value;
    kept(j, x, y, b) = sumOf(j - channels).lost;
    stages.addRows(kept);
    stages.result(running.getResult(), kept(c, x, y, b));
  }
};
} // namespace

void RunningOp::attachStepKernel(MLIRContext &context) {
  attachInterface<RunningKernel>(context);
}
