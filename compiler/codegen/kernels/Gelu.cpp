//===- Gelu.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct GeluKernel : ActivationKernel<GeluKernel, GeluOp> {
  static Expr activate(Expr x, GeluOp op) {
    if (op.getApproximate() == "none")
      return 0.5f * x * (1.0f + errorFunction(x * 0.70710678f));
    // 0.79788456 is sqrt(2/pi).
    Expr inner = 0.79788456f * (x + 0.044715f * x * x * x);
    return 0.5f * x * (1.0f + hyperbolicTangent(inner));
  }
};
} // namespace

void GeluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<GeluKernel>(context);
}
