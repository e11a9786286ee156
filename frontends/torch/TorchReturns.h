//===- TorchReturns.h - What a program calls what it returns --------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHRETURNS_H
#define COCC_FRONTENDS_TORCH_TORCHRETURNS_H

#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <vector>

namespace cocc::frontends {

/// How the forward of a module is called, and what it returns.
struct TorchModuleCall {
  /// Empty for the outermost.
  std::string modulePath;
  /// A tree of Python's containers, as torch.utils._pytree writes it in JSON.
  std::string returned;
};

bool fromJSON(const llvm::json::Value &value, TorchModuleCall &call,
              llvm::json::Path path);

/// For each value in the tree `returned`, in order, the keys of the
/// dictionaries that it is in, joined by '_', with its place in what else is in
/// them: {"scores": (a, b)} has scores_0 and scores_1. A value in no dictionary
/// has no name. Nothing at all where the text is no such tree.
std::vector<std::string> readReturnedNames(llvm::StringRef returned);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHRETURNS_H
