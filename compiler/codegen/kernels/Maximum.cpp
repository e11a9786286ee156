//===- Maximum.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/JoinOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct MaximumKernel : JoinKernel<MaximumKernel, MaximumOp> {
  static Expr combine(Expr a, Expr b) { return larger(a, b); }
};
} // namespace

void MaximumOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<MaximumKernel>(context);
}
