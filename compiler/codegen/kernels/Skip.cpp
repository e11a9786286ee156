//===- Skip.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The first frames are skipped by not running.
struct SkipKernel : StepKernel<SkipKernel, SkipOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto copy = cast<SkipOp>(op);
    stages.result(copy.getResult(), stages.at(copy.getInput()));
  }
};
} // namespace

void SkipOp::attachStepKernel(MLIRContext &context) {
  attachInterface<SkipKernel>(context);
}
