//===- Mul.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/JoinOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct MulKernel : JoinKernel<MulKernel, MulOp> {
  static Expr combine(Expr a, Expr b) { return a * b; }
};
} // namespace

void MulOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<MulKernel>(context);
}
