//===- PositionalEncoding.cpp ---------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/AttentionOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

static std::vector<float> packAsItIs(ArrayRef<float> values) {
  return values.vec();
}

namespace {
/// The frame's row of the table is kept behind its channels, one more than the
/// last frame's.
struct PositionalEncodingKernel
    : StepKernel<PositionalEncodingKernel, PositionalEncodingOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto encoding = cast<PositionalEncodingOp>(op);
    auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
    int channels = StageBuilder::getExtents(encoding.getInput()).channels;
    int positions = encoding.getPositions();
    Halide::ImageParam table =
        stages.weight(encoding.getValue(), {channels, positions}, packAsItIs);

    // THE ALGORITHM.
    Expr next = Halide::cast<int>(stages.memory(channels, x, y, b)) + 1;
    bool isOne = positions == 1;
    Expr row = Halide::select(stages.isFirstFrame() || next >= positions, 0,
                              isOne ? Expr(0) : next);
    Halide::Func rows("rows"), kept("kept");
    rows(x, y, b) = Halide::clamp(row, 0, positions - 1);
    Halide::RDom i(0, channels, "i"), last(channels, 1, "last");
    kept(c, x, y, b) = 0.0f;
    kept(i, x, y, b) =
        stages.at(encoding.getInput(), i, x, y, b) + table(i, rows(x, y, b));
    kept(last, x, y, b) = Halide::cast<float>(rows(x, y, b));
    stages.addRows(rows);
    stages.addRows(kept);
    stages.result(encoding.getResult(), kept(c, x, y, b));
  }
};
} // namespace

void PositionalEncodingOp::attachStepKernel(MLIRContext &context) {
  attachInterface<PositionalEncodingKernel>(context);
}
