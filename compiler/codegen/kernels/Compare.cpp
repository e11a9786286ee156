//===- Compare.cpp --------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "llvm/ADT/StringSwitch.h"

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct CompareKernel : StrictActivationKernel<CompareKernel, CompareOp> {
  static Expr activate(Expr x, CompareOp op) {
    Expr value = float(op.getValue().convertToDouble());
    Expr holds = llvm::StringSwitch<Expr>(op.getRelation())
                     .Case("gt", x > value)
                     .Case("ge", x >= value)
                     .Case("lt", x < value)
                     .Case("le", x <= value)
                     .Case("eq", x == value)
                     .Default(x != value);
    return Halide::select(holds, 1.0f, 0.0f);
  }
};
} // namespace

void CompareOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<CompareKernel>(context);
}
