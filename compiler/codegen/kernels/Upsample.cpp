//===- Upsample.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/RateOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct UpsampleKernel : StepKernel<UpsampleKernel, UpsampleOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto upsample = cast<UpsampleOp>(op);
    auto tap = [&](int t) {
      return stages.tap(upsample.getInput(), stages.c, stages.x, stages.y,
                        stages.b, t);
    };
    if (upsample.getMode() == "nearest")
      return stages.result(upsample.getResult(), tap(0));

    // THE ALGORITHM: how far the frame lies behind the first of two, of the way
    // to the second. Its middle lies (phase + 1/2) / factor behind the first's
    // beginning, and the first's own at a half.
    int factor = static_cast<int>(upsample.getFactor());
    Expr behind = (stages.phaseOf(factor) + factor - factor / 2) % factor;
    Expr part =
        (Halide::cast<float>(behind) + (factor % 2 == 0 ? 0.5f : 0.0f)) /
        static_cast<float>(factor);
    // What is no number stays so with the weight 0.
    auto weigh = [](Expr value, Expr weight) {
      return Halide::strict_float(value * weight);
    };
    stages.result(
        upsample.getResult(),
        Halide::strict_float(weigh(tap(0), 1.0f - part) + weigh(tap(1), part)));
  }
};
} // namespace

void UpsampleOp::attachStepKernel(MLIRContext &context) {
  attachInterface<UpsampleKernel>(context);
}
