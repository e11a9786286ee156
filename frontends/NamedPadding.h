//===- NamedPadding.h - Padding by a word ---------------------------------===//

#ifndef COCC_FRONTENDS_NAMEDPADDING_H
#define COCC_FRONTENDS_NAMEDPADDING_H

#include "frontends/NetworkDescription.h"
#include "mlir/IR/OperationSupport.h"

namespace cocc::frontends {

/// Whether `attribute` may be a word that stands for numbers: the padding of a
/// layer with a window, among whose attributes `known` is a kernel.
bool isNamedPadding(const GivenAttribute &attribute,
                    llvm::ArrayRef<llvm::StringRef> known);

/// Gives `attributes` the padding that `word` stands for: "valid", none, or
/// "same", with which the result has as many places as the operand. Says in
/// `problem` what is wrong where it returns false.
bool resolveNamedPadding(const GivenValue &word,
                         mlir::NamedAttrList &attributes,
                         mlir::MLIRContext &context, Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_NAMEDPADDING_H
