//===- TorchLoopWrites.h - What a loop writes into a tensor ---------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPWRITES_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPWRITES_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Makes a list that is stacked of each tensor that is written place by place
/// along one dimension, and read only when it is full.
void stackWrites(TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPWRITES_H
