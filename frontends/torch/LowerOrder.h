//===- LowerOrder.h - The calls that count, without writes in place -------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERORDER_H
#define COCC_FRONTENDS_TORCH_LOWERORDER_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// The calls that the outputs depend on. Where a call writes into a tensor,
/// later ones use its result instead.
struct LoweringOrder {
  std::vector<TorchNode> nodes;
  std::vector<std::string> outputs;
  /// A call whose write others would see through another tensor: its place in
  /// `nodes`, and what that is called.
  const TorchNode *shared = nullptr;
  std::string sharedWith;
};

LoweringOrder orderCalls(const TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERORDER_H
