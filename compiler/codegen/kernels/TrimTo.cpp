//===- TrimTo.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/JoinOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// When frames exist is the tables' business.
struct TrimToKernel : StepKernel<TrimToKernel, TrimToOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto trim = cast<TrimToOp>(op);
    stages.result(trim.getResult(), stages.at(trim.getClip()));
  }
};
} // namespace

void TrimToOp::attachStepKernel(MLIRContext &context) {
  attachInterface<TrimToKernel>(context);
}
