//===- Binary.cpp ---------------------------------------------------------===//

#include "compiler/codegen/kernels/BinaryFunctions.h"
#include "compiler/codegen/kernels/Kernel.h"
#include "dialect/FunctionOps.h"

using namespace cocc;
using namespace cocc::continual;

namespace {
struct BinaryKernel : StepKernel<BinaryKernel, BinaryOp> {
  void buildStep(mlir::Operation *op, StageBuilder &stages) const {
    auto binary = llvm::cast<BinaryOp>(op);
    stages.result(binary.getResult(),
                  Halide::strict_float(binaryFunction(
                      binary.getFunction(), stages.at(binary.getInputs()[0]),
                      stages.at(binary.getInputs()[1]))));
  }
};
} // namespace

void BinaryOp::attachStepKernel(mlir::MLIRContext &context) {
  attachInterface<BinaryKernel>(context);
}
