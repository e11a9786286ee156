//===- LayerNorm.cpp ------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Norm.h"
#include "dialect/FrameOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct LayerNormKernel : StepKernel<LayerNormKernel, LayerNormOp> {
  void buildStep(Operation *op, StageBuilder &stages) const {
    auto layer = cast<LayerNormOp>(op);
    Norm norm;
    norm.input = layer.getInput();
    norm.result = layer.getResult();
    norm.axes = norm.weightAxes = layer.getAxes();
    norm.eps = layer.getEps().convertToDouble();
    norm.weights = layer.getWeights();
    buildNorm(norm, stages);
  }
};
} // namespace

void LayerNormOp::attachStepKernel(MLIRContext &context) {
  attachInterface<LayerNormKernel>(context);
}
