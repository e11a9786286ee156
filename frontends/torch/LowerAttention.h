//===- LowerAttention.h - Queries, keys and values ------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERATTENTION_H
#define COCC_FRONTENDS_TORCH_LOWERATTENTION_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Which frames a mask lets each frame see: `frames` of them, `ahead` of which
/// come later.
struct Band {
  int64_t frames = 0;
  int64_t ahead = 0;
};

/// Where a mask, (..., frames, frames) of what is added, ends behind and ahead
/// of each frame; nothing where it does not end within the clip.
struct Reach {
  std::optional<int64_t> behind;
  std::optional<int64_t> ahead;
};

/// Fails where the mask is no band.
bool findReach(Call &call, const Constant &mask, Reach &reach);

/// What a mask of booleans adds: nothing where it is true, or else minus
/// infinity.
Constant addendOf(const Constant &mask);

/// Scores of queries (..., frames, channels) for keys (..., channels, frames).
bool scoresOf(Call &call, const Stream &query, const Stream &keys,
              Scores &scores);

/// The same, as the call's result.
bool multiplyStreams(Call &call, const Stream &query, const Stream &keys);

/// The same by the letters of an einsum.
bool multiplyStreams(Call &call, Stream a, llvm::StringRef aLetters, Stream b,
                     llvm::StringRef bLetters, llvm::StringRef result);

/// "bhqk,bhkd->bhqd": the product of scores and values by letters.
bool lowerScoresEinsum(Call &call);

/// The values, weighed.
bool giveAttention(Call &call, const Scores &scores, Stream value);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERATTENTION_H
