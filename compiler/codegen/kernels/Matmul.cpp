//===- Matmul.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/ChannelMap.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// The weight, rows and columns exchanged, is that of a linear layer.
static void buildOverChannels(MatmulOp matmul, StageBuilder &stages) {
  ChannelMap map;
  map.input = matmul.getInput();
  map.weight = matmul.getWeight();
  map.result = matmul.getResult();
  map.transposed = true;
  buildChannelMap(map, stages);
}

static void buildOverRows(MatmulOp matmul, StageBuilder &stages) {
  int rows = matmul.getWeight().getType().getDimSize(0);
  int columns = matmul.getColumns();
  Reduction reduction;
  reduction.kind = Reduction::Kind::PerRow;
  reduction.taps = rows;
  stages.reduce(reduction);

  // THE ALGORITHM
  Halide::Func sum("sum");
  Halide::RDom r(0, rows, "r");
  auto asGiven = [](ArrayRef<float> values) { return values.vec(); };
  Halide::ImageParam weight =
      stages.weight(matmul.getWeight(), {columns, rows}, asGiven);
  sum(stages.c, stages.x, stages.y, stages.b) = 0.0f;
  sum(stages.c, stages.x, stages.y, stages.b) +=
      weight(stages.x, r) *
      stages.tap(matmul.getInput(), stages.c, r, stages.y, stages.b, 0);
  stages.accumulate({sum, {r}, {rows}});
  stages.result(matmul.getResult(),
                sum(stages.c, stages.x, stages.y, stages.b));
}

namespace {
struct MatmulKernel : StepKernel<MatmulKernel, MatmulOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto matmul = cast<MatmulOp>(op);
    if (matmul.getType().getRank() == 2)
      buildOverChannels(matmul, stages);
    else
      buildOverRows(matmul, stages);
  }
};
} // namespace

void MatmulOp::attachStepKernel(MLIRContext &context) {
  attachInterface<MatmulKernel>(context);
}
