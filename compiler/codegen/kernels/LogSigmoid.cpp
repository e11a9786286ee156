//===- LogSigmoid.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct LogSigmoidKernel : ActivationKernel<LogSigmoidKernel, LogSigmoidOp> {
  static Expr activate(Expr x, LogSigmoidOp) { return -softplus(-x); }
};
} // namespace

void LogSigmoidOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<LogSigmoidKernel>(context);
}
