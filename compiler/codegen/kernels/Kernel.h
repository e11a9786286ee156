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

/// The same of an activation whose results may be infinite or no numbers.
template <typename ModelT, typename OpT>
struct StrictActivationKernel
    : StepKernel<StrictActivationKernel<ModelT, OpT>, OpT> {
  void buildStep(mlir::Operation *op, StageBuilder &stages) const {
    auto activation = llvm::cast<OpT>(op);
    stages.result(activation.getResult(),
                  Halide::strict_float(ModelT::activate(
                      stages.at(activation.getInput()), activation)));
  }
};

/// The kernel of a join that takes its inputs together one after the other;
/// `ModelT` has `static Halide::Expr combine(Halide::Expr a, Halide::Expr b)`.
template <typename ModelT, typename OpT>
struct JoinKernel : StepKernel<JoinKernel<ModelT, OpT>, OpT> {
  void buildStep(mlir::Operation *op, StageBuilder &stages) const {
    auto join = llvm::cast<OpT>(op);
    Halide::Expr element = stages.at(join.getInputs().front());
    for (mlir::Value input : join.getInputs().drop_front())
      element = ModelT::combine(element, stages.at(input));
    stages.result(join.getResult(), element);
  }
};

} // namespace cocc::continual

#endif // COCC_COMPILER_CODEGEN_KERNELS_KERNEL_H
