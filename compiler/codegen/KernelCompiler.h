//===- KernelCompiler.h - Kernels of a planned network -> objects ---------===//
//
// Kernels that compute the same on frames that lie the same are compiled once;
// all cores compile. Each function is compiled in a process of its own, since
// Halide counts the names that it makes up for the whole process: with threads
// the code would depend on which came first.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELCOMPILER_H
#define COCC_COMPILER_CODEGEN_KERNELCOMPILER_H

#include "compiler/codegen/NetworkLayout.h"
#include "compiler/codegen/StageBuilder.h"
#include "dialect/NetworkOps.h"
#include "llvm/Support/Error.h"

namespace cocc {

/// A function, and how the weights are packed that it reads.
struct CompiledFunction {
  PipelineLayout layout;
  std::vector<PhasePacker> packers;
};

/// The numbers of the functions that make the frames of one phase of a kernel.
struct PhaseFunctions {
  int32_t one = -1;
  /// -1 where all are made one by one.
  int32_t several = -1;
};

struct CompiledKernels {
  std::vector<CompiledFunction> functions;
  /// For each phase of each kernel.
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<PhaseFunctions>>
      functionsOf;
};

/// Told after each function: how many are done, of how many.
using CompileProgress = std::function<void(size_t done, size_t all)>;

/// Compiles the kernels of a planned network. Their entries are called
/// <prefix>_<number>.
llvm::Expected<CompiledKernels> compileKernels(continual::NetworkOp network,
                                               const Machine &machine,
                                               llvm::StringRef prefix,
                                               const CompileProgress &progress);

/// Prints the loop nests of the functions, after scheduling, as Halide shows
/// them.
llvm::Error printStatements(continual::NetworkOp network,
                            const Machine &machine, llvm::raw_ostream &stream);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELCOMPILER_H
