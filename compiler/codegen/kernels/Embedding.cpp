//===- Embedding.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/IndexOps.h"
#include <limits>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

/// Each row with zeros up to `padded` channels.
static WeightPacker packRows(int channels, int padded) {
  return [=](ArrayRef<float> values) {
    size_t rows = values.size() / channels;
    std::vector<float> packed(rows * padded);
    for (size_t row = 0; row < rows; ++row)
      llvm::copy(values.slice(row * channels, channels),
                 packed.begin() + row * padded);
    return packed;
  };
}

namespace {
struct EmbeddingKernel : StepKernel<EmbeddingKernel, EmbeddingOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto embedding = cast<EmbeddingOp>(op);
    int rows = embedding.getRows(), padded = stages.getPaddedChannels();
    Halide::ImageParam table =
        stages.weight(embedding.getWeight(), {padded, rows},
                      packRows(embedding.getChannels(), padded));
    Expr number =
        stages.at(embedding.getInput(), 0, stages.x, stages.y, stages.b);
    Expr isRow = isLess(-1.0f, number) && isLess(number, float(rows));
    // A place in the table whatever the number is: no other memory is read.
    Expr row = Halide::clamp(
        Halide::cast<int>(Halide::select(isRow, number, 0.0f)), 0, rows - 1);
    stages.requireStrictFloat();
    stages.result(embedding.getResult(),
                  Halide::select(isRow, table(stages.c, row),
                                 std::numeric_limits<float>::quiet_NaN()));
  }
};
} // namespace

void EmbeddingOp::attachStepKernel(MLIRContext &context) {
  attachInterface<EmbeddingKernel>(context);
}
