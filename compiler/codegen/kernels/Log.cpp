//===- Log.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct LogKernel : StrictActivationKernel<LogKernel, LogOp> {
  static Expr activate(Expr x, LogOp) { return naturalLogarithm(x); }
};
} // namespace

void LogOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<LogKernel>(context);
}
