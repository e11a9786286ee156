//===- LowerAttention.h - Queries, keys and values ------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERATTENTION_H
#define COCC_FRONTENDS_TORCH_LOWERATTENTION_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Where a mask, (..., frames, frames) of what is added, ends behind and ahead
/// of each frame; nothing where it does not end within the clip.
struct Reach {
  std::optional<int64_t> behind;
  std::optional<int64_t> ahead;

  bool operator==(const Reach &) const = default;
};

/// Fails where the mask is no band.
bool findReach(Call &call, const Constant &mask, Reach &reach);

/// What a mask of booleans adds: nothing where it is true, or else minus
/// infinity.
Constant addendOf(const Constant &mask);

/// What is added where each query sees the keys up to its own place.
Constant causalMask(int64_t queries, int64_t keys);

/// Which frames the mask of scores over time shows; where it shows all, as far
/// as a clip goes, the user's window. Fails where there is none.
bool findBand(Call &call, const Scores &scores, Band &band);

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

/// Queries, keys and values of one form.
struct Attended {
  Stream query, key, value;
  int64_t heads = 1;
  /// Of a head of the query.
  int64_t channels = 1;

  /// Brings all to frames [batch, heads and channels], and within a frame
  /// [places] behind them. Fails where they do not fit.
  bool place(Call &call);
  /// The values, weighed by the layer `called`.
  Stream weigh(Call &call, llvm::StringRef called, double scale,
               Attributes attributes, LoweredWeights weights = {}) const;
};

/// The values, weighed.
bool giveAttention(Call &call, const Scores &scores, const Stream &value);

/// That where time is none of the last two dimensions.
bool giveFrameAttention(Call &call, const Scores &scores, Attended attended);

/// An attention over time whose partial windows, at both ends of the clip, are
/// what is cropped: the attention of whole windows alone. Nothing where
/// `stream` is something else.
std::optional<Stream> wholeWindows(Call &call, const Stream &stream,
                                   int64_t before, int64_t behind);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERATTENTION_H
