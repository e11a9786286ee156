//===- Scale.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FrameOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct ScaleKernel : ActivationKernel<ScaleKernel, ScaleOp> {
  static Expr activate(Expr x, ScaleOp op) {
    float factor = op.getFactor().convertToDouble();
    float offset = op.getOffset().convertToDouble();
    return factor * x + offset;
  }
};
} // namespace

void ScaleOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<ScaleKernel>(context);
}
