//===- GroupNorm.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Norm.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct GroupNormKernel : StepKernel<GroupNormKernel, GroupNormOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    static constexpr int64_t channels[] = {1}, everything[] = {1, 2, 3};
    auto layer = cast<GroupNormOp>(op);
    Norm norm;
    norm.input = layer.getInput();
    norm.result = layer.getResult();
    norm.axes = everything;
    norm.groups = layer.getGroups();
    norm.eps = layer.getEps().convertToDouble();
    norm.weights = layer.getWeights();
    norm.weightAxes = channels;
    buildNorm(norm, stages);
  }
};
} // namespace

void GroupNormOp::attachStepKernel(MLIRContext &context) {
  attachInterface<GroupNormKernel>(context);
}
