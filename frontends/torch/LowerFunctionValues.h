//===- LowerFunctionValues.h - Functions of numbers that are known --------===//
//
// Functions by the name that LowerAliases.cpp leaves of PyTorch's; the layers
// `unary` and `binary` have the same words.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERFUNCTIONVALUES_H
#define COCC_FRONTENDS_TORCH_LOWERFUNCTIONVALUES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cocc::frontends {

/// What computes a function of streams.
enum class FunctionLayer {
  /// The word of `unary` or `binary`.
  Word,
  /// A layer of this name.
  Own,
  /// The word of `compare_frames`.
  Relation,
  /// None; it is for what is known.
  None
};

struct UnaryFunction {
  llvm::StringLiteral name;
  double (*value)(double);
  FunctionLayer layer;
};

struct BinaryFunction {
  llvm::StringLiteral name;
  double (*value)(double, double);
  FunctionLayer layer;
};

llvm::ArrayRef<UnaryFunction> unaryFunctions();
llvm::ArrayRef<BinaryFunction> binaryFunctions();

/// Null where there is none.
const UnaryFunction *findUnary(llvm::StringRef name);
const BinaryFunction *findBinary(llvm::StringRef name);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERFUNCTIONVALUES_H
