//===- Unary.cpp ----------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/UnaryFunctions.h"
#include "dialect/FunctionOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct UnaryKernel : StrictActivationKernel<UnaryKernel, UnaryOp> {
  static Expr activate(Expr x, UnaryOp op) {
    return unaryFunction(op.getFunction(), x);
  }
};
} // namespace

void UnaryOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<UnaryKernel>(context);
}
