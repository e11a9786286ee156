//===- UnaryFunctions.h - What the words of `unary` compute ---------------===//
//
// Each is within a few units in the last place of the true value, over all of
// float32's range, in strict arithmetic.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_UNARYFUNCTIONS_H
#define COCC_COMPILER_CODEGEN_KERNELS_UNARYFUNCTIONS_H

#include "llvm/ADT/StringRef.h"
#include <Halide.h>

namespace cocc {

Halide::Expr unaryFunction(llvm::StringRef name, Halide::Expr x);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_UNARYFUNCTIONS_H
