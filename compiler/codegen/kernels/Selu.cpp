//===- Selu.cpp -----------------------------------------------------------===//

#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct SeluKernel : ActivationKernel<SeluKernel, SeluOp> {
  static Expr activate(Expr x, SeluOp) {
    float scale = 1.0507009873554805, alpha = 1.6732632423543772;
    return Halide::select(x > 0.0f, scale * x,
                          scale * alpha * exponentialLessOne(atMost(x, 0.0f)));
  }
};
} // namespace

void SeluOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<SeluKernel>(context);
}
