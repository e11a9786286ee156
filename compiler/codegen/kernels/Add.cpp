//===- Add.cpp ------------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/JoinOps.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct AddKernel : JoinKernel<AddKernel, AddOp> {
  static Expr combine(Expr a, Expr b) { return a + b; }
};
} // namespace

void AddOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<AddKernel>(context);
}
