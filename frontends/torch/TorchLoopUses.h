//===- TorchLoopUses.h - What the iterations of a loop read ---------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPUSES_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPUSES_H

#include "frontends/torch/TorchLoopBody.h"
#include "llvm/ADT/Twine.h"

namespace cocc::frontends {

/// What is wrong with a call, or with the program as a whole.
Problem problemAt(const TorchNode *node, const llvm::Twine &message);

/// Finds out what each call of an iteration reads and what the collections
/// have, once it is known from which iteration on they are alike. Says in
/// `problem` what a stream does not have.
bool readUses(const TorchProgram &program, LoopBody &body, Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPUSES_H
