//===- Silu.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SiluKernel : ActivationKernel<SiluKernel, SiluOp> {
  static Expr activate(Expr x, SiluOp) { return x * sigmoid(x); }
};
} // namespace

void SiluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SiluKernel>(context);
}
