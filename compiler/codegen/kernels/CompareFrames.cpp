//===- CompareFrames.cpp --------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/OrderOps.h"

using namespace cocc;
using namespace cocc::continual;

namespace {
struct CompareFramesKernel : StepKernel<CompareFramesKernel, CompareFramesOp> {
  void buildStep(mlir::Operation *op, StageBuilder &stages) const {
    auto compare = llvm::cast<CompareFramesOp>(op);
    Halide::Expr holds =
        isInRelation(compare.getRelation(), stages.at(compare.getInputs()[0]),
                     stages.at(compare.getInputs()[1]));
    stages.result(compare.getResult(), Halide::select(holds, 1.0f, 0.0f));
  }
};
} // namespace

void CompareFramesOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<CompareFramesKernel>(context);
}
