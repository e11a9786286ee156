//===- Truncate.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/IndexOps.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct TruncateKernel : StrictActivationKernel<TruncateKernel, TruncateOp> {
  static Expr activate(Expr x, TruncateOp) { return Halide::trunc(x); }
};
} // namespace

void TruncateOp::attachStepKernel(MLIRContext &context) {
  attachInterface<TruncateKernel>(context);
}
