//===- LowerPositioned.h - What depends on the position in the clip -------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERPOSITIONED_H
#define COCC_FRONTENDS_TORCH_LOWERPOSITIONED_H

#include "frontends/torch/LowerAttention.h"

namespace cocc::frontends {

/// The stream times a constant, which is given for each length of the clip, if
/// that meets each frame with another number and leaves the stream's shape as
/// it is.
std::optional<Positioned> positionedBy(const Call &call, const Stream &stream,
                                       llvm::ArrayRef<Constant> constants);

/// A call with such tensors among its own.
bool lowerPositioned(Lowering &lowering, Call &call);

/// Reads a stream, and the terms that it is the first of, with the call that
/// made them depend on the position, if one did. Fails where `parameter` is
/// something else.
bool readTerms(Call &call, llvm::StringRef parameter, Stream &stream,
               std::vector<PositionedTerm> &terms, const TorchNode *&origin);

/// How a query is turned for each frame of a band, of which but the distance of
/// two frames counts.
struct Turns {
  /// [1 or heads, 2, frames, channels of a head].
  Constant table;
  /// So many channels of a head are turned in pairs.
  int64_t turned = 0;
  bool areHalves = true;
};

/// Finds the turns of attended queries and keys, which are in place, and what
/// is to be attended with instead. Fails where more than the distance counts.
std::optional<Turns> findTurns(Call &call, const Scores &scores,
                               const Band &band, Attended &attended);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERPOSITIONED_H
