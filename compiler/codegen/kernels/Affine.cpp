//===- Affine.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct AffineKernel : StepKernel<AffineKernel, AffineOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto affine = cast<AffineOp>(op);
    stages.result(affine.getResult(),
                  stages.at(affine.getInput()) *
                          stages.channelWeight(affine.getScale()) +
                      stages.channelWeight(affine.getShift()));
  }
};
} // namespace

void AffineOp::attachStepKernel(MLIRContext &context) {
  attachInterface<AffineKernel>(context);
}
