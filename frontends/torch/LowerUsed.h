//===- LowerUsed.h - Layers that the outputs are made of ------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERUSED_H
#define COCC_FRONTENDS_TORCH_LOWERUSED_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Leaves out layers behind the first `inputs` that no output is made of.
void keepUsed(std::vector<LoweredLayer> &layers,
              std::vector<LoweredOutput> &outputs, size_t inputs);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERUSED_H
