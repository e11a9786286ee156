//===- Lstm.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Recurrence.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct LstmKernel : StepKernel<LstmKernel, LstmOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto lstm = cast<LstmOp>(op);
    GateSums sums = buildGateSums(lstm, stages);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    int channels = lstm.getChannels();
    auto gate = [&](int number) {
      Expr row = stages.c + number * channels;
      return sums.input(row, stages.x, stages.y, stages.b) +
             sums.hidden(row, stages.x, stages.y, stages.b);
    };

    // THE ALGORITHM: gates i, f, g, o. The cell is kept behind the output.
    Halide::Func cell("cell"), output("hidden"), kept("kept");
    cell(c, x, y, b) = sigmoid(gate(1)) * stages.memory(c + channels, x, y, b) +
                       sigmoid(gate(0)) * hyperbolicTangent(gate(2));
    output(c, x, y, b) = sigmoid(gate(3)) * hyperbolicTangent(cell(c, x, y, b));
    Halide::RDom r(0, channels, "r");
    kept(c, x, y, b) = 0.0f;
    kept(r, x, y, b) = output(r, x, y, b);
    kept(r + channels, x, y, b) = cell(r, x, y, b);
    for (const Halide::Func &func : {cell, output, kept})
      stages.addRows(func);
    stages.result(lstm.getResult(), kept(c, x, y, b));
  }
};
} // namespace

void LstmOp::attachStepKernel(MLIRContext &context) {
  attachInterface<LstmKernel>(context);
}
