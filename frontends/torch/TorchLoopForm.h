//===- TorchLoopForm.h - What differs in iterations without a reason ------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPFORM_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPFORM_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Makes a program of one with loops that is written out in which iterations
/// that do the same have the same calls: without writes, with each tensor that
/// does not depend on an iteration made once, and without calls that no output
/// depends on. Says in `problem` where a write cannot be done without.
bool bringToForm(TorchProgram &program, Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPFORM_H
