//===- Gru.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Recurrence.h"
#include "dialect/TimeOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct GruKernel : StepKernel<GruKernel, GruOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto gru = cast<GruOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    int channels = gru.getChannels();
    GateSums sums = buildGateSums(op, channels, stages);
    auto input = [&](int gate) {
      return sums.input(c + gate * channels, x, y, b);
    };
    auto hidden = [&](int gate) {
      return sums.hidden(c + gate * channels, x, y, b);
    };

    // THE ALGORITHM
    stages.result(gru.getResult(),
                  makeGruOutput(input, hidden, sums.last(c, x, y, b)));
  }
};
} // namespace

void GruOp::attachStepKernel(MLIRContext &context) {
  attachInterface<GruKernel>(context);
}
