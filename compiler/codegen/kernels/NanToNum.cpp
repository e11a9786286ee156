//===- NanToNum.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/Kernel.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/FunctionOps.h"
#include <limits>

using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
struct NanToNumKernel : StrictActivationKernel<NanToNumKernel, NanToNumOp> {
  static Expr activate(Expr x, NanToNumOp op) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    auto number = [](const llvm::APFloat &value) {
      return Expr(static_cast<float>(value.convertToDouble()));
    };
    return Halide::select(isNotANumber(x), number(op.getNan()),
                          isEqual(x, infinity), number(op.getPosinf()),
                          isEqual(x, -infinity), number(op.getNeginf()), x);
  }
};
} // namespace

void NanToNumOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<NanToNumKernel>(context);
}
