//===- TorchSignature.h - What a program takes and returns ----------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHSIGNATURE_H
#define COCC_FRONTENDS_TORCH_TORCHSIGNATURE_H

#include "frontends/torch/TorchArguments.h"

namespace cocc::frontends {

/// What the program is given: its user's tensors, its parameters, or something
/// that has no part in the graph, or that nothing can be made of.
struct TorchInput {
  enum class Kind { User, Constant, Ignored, Refused };
  Kind kind = Kind::Ignored;
  TorchArgument argument;
  /// Of a constant: its name in the graph, and in state_dict.
  std::string value;
  std::string name;
};

/// What the program returns, or else changes.
struct TorchOutput {
  std::optional<TorchArgument> argument;
  std::string changed;
};

struct TorchSignature {
  std::vector<TorchInput> inputs;
  std::vector<TorchOutput> outputs;
};

bool fromJSON(const llvm::json::Value &value, TorchSignature &signature,
              llvm::json::Path path);

/// Adds inputs, outputs and the names of constants to `program`. `returned` are
/// the names of what it returns, as many or none.
llvm::Error addSignature(const TorchSignature &signature,
                         llvm::ArrayRef<std::string> returned,
                         TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHSIGNATURE_H
