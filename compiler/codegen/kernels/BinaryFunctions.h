//===- BinaryFunctions.h - What the words of `binary` compute -------------===//
//
// As PyTorch where one is infinite or no number, in strict arithmetic.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_BINARYFUNCTIONS_H
#define COCC_COMPILER_CODEGEN_KERNELS_BINARYFUNCTIONS_H

#include "llvm/ADT/StringRef.h"
#include <Halide.h>

namespace cocc {

Halide::Expr binaryFunction(llvm::StringRef name, Halide::Expr a,
                            Halide::Expr b);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_BINARYFUNCTIONS_H
