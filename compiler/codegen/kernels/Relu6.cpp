//===- Relu6.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ActivationOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct Relu6Kernel : ActivationKernel<Relu6Kernel, Relu6Op> {
  static Expr activate(Expr x, Relu6Op) { return clampBetween(x, 0.0, 6.0); }
};
} // namespace

void Relu6Op::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<Relu6Kernel>(context);
}
