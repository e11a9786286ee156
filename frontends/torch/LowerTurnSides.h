//===- LowerTurnSides.h - Queries and keys without their positions --------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERTURNSIDES_H
#define COCC_FRONTENDS_TORCH_LOWERTURNSIDES_H

#include "frontends/torch/LowerAttention.h"

namespace cocc::frontends {

/// An element without positions, and what it is multiplied with in each frame.
struct Part {
  int64_t channel = 0;
  std::vector<double> factors;
};

/// A query or key as it is attended with: a stream without positions, and of
/// which parts each channel of a row consists.
struct Side {
  Stream base;
  std::vector<std::vector<Part>> channels;
};

/// What the terms are without the positions that clips of a length show, with
/// heads of `each` channels; nothing where they are of no one stream, or not
/// alike in all rows of the batch.
std::optional<Side> readSide(Call &call, std::vector<PositionedTerm> terms,
                             int64_t each, size_t length);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERTURNSIDES_H
