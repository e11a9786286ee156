//===- LowerShapes.h - Dimensions repeated --------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERSHAPES_H
#define COCC_FRONTENDS_TORCH_LOWERSHAPES_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Gives a stream in the shape of one of the call's results, its dimensions of
/// extent 1 repeated.
bool giveExpanded(Call &call, Stream input, size_t result = 0);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERSHAPES_H
