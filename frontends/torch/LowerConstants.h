//===- LowerConstants.h - Calls whose tensors are all known ---------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERCONSTANTS_H
#define COCC_FRONTENDS_TORCH_LOWERCONSTANTS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Gives what a program computes of weights, rounded as it would be there.
bool giveRounded(Call &call, Constant result);

/// Gives a constant in that way, or a stream. Nothing is what failed.
bool giveMade(Call &call, const std::optional<Value> &made);

/// Gives a tensor of one number throughout, of the shape that the program says.
bool lowerFilled(Call &call);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERCONSTANTS_H
