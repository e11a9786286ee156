//===- Minimum.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/JoinOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct MinimumKernel : JoinKernel<MinimumKernel, MinimumOp> {
  static Expr combine(Expr a, Expr b) { return smaller(a, b); }
};
} // namespace

void MinimumOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<MinimumKernel>(context);
}
