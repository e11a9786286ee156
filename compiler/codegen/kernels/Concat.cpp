//===- Concat.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct ConcatKernel : StepKernel<ConcatKernel, ConcatOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto concat = cast<ConcatOp>(op);

    // THE ALGORITHM: each input fills its own channels.
    Halide::Func row("row");
    row(stages.c, stages.x, stages.y, stages.b) = Halide::undef<float>();
    int first = 0;
    for (Value input : concat.getInputs()) {
      int channels = StageBuilder::getExtents(input).channels;
      Halide::RDom r(0, channels, "r");
      row(first + r, stages.x, stages.y, stages.b) =
          stages.at(input, r, stages.x, stages.y, stages.b);
      first += channels;
    }
    stages.addRows(row);
    stages.result(concat.getResult(),
                  row(stages.c, stages.x, stages.y, stages.b));
  }
};
} // namespace

void ConcatOp::attachStepKernel(MLIRContext &context) {
  attachInterface<ConcatKernel>(context);
}
