//===- LowerConstants.h - Calls whose tensors are all known ---------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERCONSTANTS_H
#define COCC_FRONTENDS_TORCH_LOWERCONSTANTS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Gives what a program computes of weights, rounded as it would be there.
bool giveRounded(Call &call, Constant result);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERCONSTANTS_H
