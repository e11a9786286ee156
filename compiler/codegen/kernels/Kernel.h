//===- Kernel.h - What kernel files include -------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_KERNEL_H
#define COCC_COMPILER_CODEGEN_KERNELS_KERNEL_H

#include "compiler/codegen/StageBuilder.h"

namespace cocc::continual {

/// The kernel of an operation `OpT`; `ModelT` has `void buildStep(Operation *,
/// StageBuilder &) const`.
template <typename ModelT, typename OpT>
using StepKernel = StepKernelInterface::ExternalModel<ModelT, OpT>;

/// The kernel of an activation; `ModelT` has `static Halide::Expr
/// activate(Halide::Expr x, OpT op)`.
template <typename ModelT, typename OpT>
struct ActivationKernel : StepKernel<ActivationKernel<ModelT, OpT>, OpT> {
  void buildStep(mlir::Operation *op, StageBuilder &stages) const {
    auto activation = llvm::cast<OpT>(op);
    stages.result(
        activation.getResult(),
        ModelT::activate(stages.at(activation.getInput()), activation));
  }
};

} // namespace cocc::continual

#endif // COCC_COMPILER_CODEGEN_KERNELS_KERNEL_H
