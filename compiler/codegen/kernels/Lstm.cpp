//===- Lstm.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Recurrence.h"
#include "dialect/TimeOps.h"
#include "dialect/ops/Recurrent.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// What the operation gives and reads again: `hidden`, or its projection.
static Halide::Func project(LstmOp lstm, Halide::Func hidden,
                            StageBuilder &stages) {
  Value weight = findRecurrentWeight(lstm, "weight_hr");
  if (!weight)
    return hidden;
  return buildRowProduct({"projected",
                          weight,
                          {},
                          0,
                          [&](Expr channel) {
                            return hidden(channel, stages.x, stages.y,
                                          stages.b);
                          }},
                         stages);
}

/// All that is remembered: the cell is kept behind the output.
static Halide::Func keep(Halide::Func output, int outputs, Halide::Func cell,
                         int cells, StageBuilder &stages) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  Halide::Func kept("kept");
  Halide::RDom o(0, outputs, "o"), r(0, cells, "r");
  kept(c, x, y, b) = 0.0f;
  kept(o, x, y, b) = output(o, x, y, b);
  kept(r + outputs, x, y, b) = cell(r, x, y, b);
  return kept;
}

namespace {
struct LstmKernel : StepKernel<LstmKernel, LstmOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto lstm = cast<LstmOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    int channels = lstm.getChannels(), outputs = getOutputChannels(lstm);
    GateSums sums = buildGateSums(op, channels, stages);
    Halide::Func lastCell = readLast(op, "c_0", outputs, stages);
    auto gate = [&](int number) {
      Expr row = stages.c + number * channels;
      return sums.input(row, stages.x, stages.y, stages.b) +
             sums.hidden(row, stages.x, stages.y, stages.b);
    };

    // THE ALGORITHM: gates i, f, g, o.
    Halide::Func cell("cell"), hidden("hidden");
    cell(c, x, y, b) = sigmoid(gate(1)) * lastCell(c, x, y, b) +
                       sigmoid(gate(0)) * hyperbolicTangent(gate(2));
    hidden(c, x, y, b) = sigmoid(gate(3)) * hyperbolicTangent(cell(c, x, y, b));
    Halide::Func kept =
        keep(project(lstm, hidden, stages), outputs, cell, channels, stages);
    for (const Halide::Func &func : {cell, hidden, kept})
      stages.addRows(func);
    stages.result(lstm.getResult(), kept(c, x, y, b));
  }
};
} // namespace

void LstmOp::attachStepKernel(MLIRContext &context) {
  attachInterface<LstmKernel>(context);
}
