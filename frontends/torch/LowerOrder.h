//===- LowerOrder.h - The calls that count, without writes in place -------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERORDER_H
#define COCC_FRONTENDS_TORCH_LOWERORDER_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// A write that cannot be done without, and why.
struct RefusedWrite {
  const TorchNode *node = nullptr;
  std::string why;
};

/// Makes a program of one that writes into tensors: each write makes a tensor
/// of its own, what was a view of what is written is taken from that anew, and
/// a write into a part of a tensor is a call of cocc.write. Says which write
/// has no such form: one into a weight or buffer, or one that others may or may
/// not see.
std::optional<RefusedWrite> withoutWrites(TorchProgram &program);

/// Leaves out the calls that no output depends on, and the names of results
/// that nobody uses. What is left out computes nothing that is returned, and
/// writes nothing: asserts of a program hold for each clip that it was exported
/// for, or its export would have failed.
void keepLive(TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERORDER_H
