//===- Lstm.cpp -----------------------------------------------------------===//

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

    // THE ALGORITHM
    Halide::Func cell("cell"), hidden("hidden");
    cell(c, x, y, b) = makeLstmCell(gate, lastCell(c, x, y, b));
    hidden(c, x, y, b) = makeLstmOutput(gate, cell(c, x, y, b));
    for (const Halide::Func &func : {cell, hidden})
      stages.addRows(func);
    Halide::Func kept = keepCell(project(lstm, hidden, stages), outputs, cell,
                                 channels, stages);
    stages.result(lstm.getResult(), kept(c, x, y, b));
  }
};
} // namespace

void LstmOp::attachStepKernel(MLIRContext &context) {
  attachInterface<LstmKernel>(context);
}
