//===- Sub.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/JoinOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SubKernel : JoinKernel<SubKernel, SubOp> {
  static Expr combine(Expr a, Expr b) { return difference(a, b); }
};
} // namespace

void SubOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SubKernel>(context);
}
