//===- TorchLoopMatch.h - Whether the iterations of a loop are alike ------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPMATCH_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPMATCH_H

#include "frontends/torch/TorchLoopBody.h"

namespace cocc::frontends {

/// Compares the iterations of `body`, whose calls are sorted: finds out from
/// which on they are alike, what each call of one reads, and what the
/// collections have. Says in `problem` where they are not alike.
bool matchIterations(const TorchProgram &program, LoopBody &body,
                     Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPMATCH_H
