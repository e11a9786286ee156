//===- Softplus.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SoftplusKernel : ActivationKernel<SoftplusKernel, SoftplusOp> {
  static Expr activate(Expr x, SoftplusOp op) {
    float beta = op.getBeta().convertToDouble();
    float threshold = op.getThreshold().convertToDouble();
    return Halide::select(beta * x > threshold, x, softplus(beta * x) / beta);
  }
};
} // namespace

void SoftplusOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SoftplusKernel>(context);
}
