//===- Sigmoid.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SigmoidKernel : ActivationKernel<SigmoidKernel, SigmoidOp> {
  static Expr activate(Expr x, SigmoidOp) { return sigmoid(x); }
};
} // namespace

void SigmoidOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SigmoidKernel>(context);
}
