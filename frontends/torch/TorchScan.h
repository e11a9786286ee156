//===- TorchScan.h - Scans of the program's own over frames ---------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHSCAN_H
#define COCC_FRONTENDS_TORCH_TORCHSCAN_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Makes one iteration, as TorchLoops.h has it, of each scan and each
/// associative scan over the first dimension of its clips. What has another
/// form than PyTorch's scans have stays as it is.
void expandScans(TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHSCAN_H
