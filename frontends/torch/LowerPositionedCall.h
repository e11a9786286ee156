//===- LowerPositionedCall.h - Calls with positioned tensors --------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERPOSITIONEDCALL_H
#define COCC_FRONTENDS_TORCH_LOWERPOSITIONEDCALL_H

#include "frontends/torch/LowerAttention.h"

namespace cocc::frontends {

/// The positioned arguments of a call, and its streams as such.
struct TermsGiven {
  std::vector<std::pair<std::string, Positioned>> values;
  /// The most terms of one of them.
  size_t terms = 0;
  /// The call that made one of them depend on the position.
  const TorchNode *origin = nullptr;

  TermsGiven(Lowering &lowering, const Call &call);
};

/// A constant of a stream's shape for a clip of a length.
Constant filledLike(const Stream &stream, double number, size_t length);

/// Fails at the call that made a value depend on the position.
bool failForPosition(Lowering &lowering, const TorchNode *origin);

/// Whether streams and constants can do it alike: it moves elements.
bool isMove(llvm::StringRef op);

/// Moves the elements of each term.
bool movePositioned(Lowering &lowering, Call &call, const TermsGiven &given);

/// Queries by keys, of which one or both are positioned.
bool scorePositioned(Lowering &lowering, Call &call, const TermsGiven &given);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERPOSITIONEDCALL_H
