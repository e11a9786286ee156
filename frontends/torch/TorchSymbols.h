//===- TorchSymbols.h - Expressions of a dynamic clip length --------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHSYMBOLS_H
#define COCC_FRONTENDS_TORCH_TORCHSYMBOLS_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

using SymbolValues = std::map<std::string, int64_t>;

/// What an expression as SymPy writes it, "Add(Mul(2, s77), -4)", is for these
/// values of its symbols. Nothing where it has a symbol or a function that is
/// not known, or divides by zero.
std::optional<double> evaluateSymbols(llvm::StringRef expression,
                                      const SymbolValues &symbols);

/// The symbols of an expression, in order.
std::vector<std::string> findSymbols(llvm::StringRef expression);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHSYMBOLS_H
