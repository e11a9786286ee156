//===- LowerAttention.h - Queries, keys and values ------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERATTENTION_H
#define COCC_FRONTENDS_TORCH_LOWERATTENTION_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Where a mask, (..., frames, frames) of what is added, ends behind and ahead
/// of each frame; nothing where it does not end within the clip. `bias` is what
/// it adds there, [masks, 2 * frames - 1], by how far the key's frame is behind
/// the query's, those ahead first; nothing where that is 0 throughout.
struct Reach {
  std::optional<int64_t> behind;
  std::optional<int64_t> ahead;
  std::optional<Constant> bias;
};

/// Fails where the mask is no band.
bool findReach(Call &call, const Constant &mask, Reach &reach);

/// What a mask of booleans adds: nothing where it is true, or else minus
/// infinity.
Constant addendOf(const Constant &mask);

/// What is added where each query sees the keys up to its own place.
Constant causalMask(int64_t queries, int64_t keys);

/// Which frames the mask of scores over time shows; where it shows all, as far
/// as a clip goes, the user's window. Fails where there is none. With what is
/// added to the scores of the band's frames, [masks, frames], the oldest first.
bool findBand(Call &call, const Scores &scores, Band &band,
              std::optional<Constant> &bias);

/// Whether a clip of so many frames has all distances of a band.
bool reachesFar(const Band &band, int64_t frames);

/// Whether a mask (..., places, places) is one for each head: its dimensions
/// before the last two are 1, or those of the heads.
bool isByHeads(const Constant &mask, const Stream &query);

struct Lettered;

/// The product of two streams as scores of queries for keys,
/// "...qc,...kc->...qk" in some order, where the places are frames of both, or
/// time is a dimension before them. Nothing where it is another.
std::optional<Scores> scoresOf(const Lettered &a, const Lettered &b,
                               llvm::StringRef result);

/// "bhqk,bhkd->bhqd": the product of scores and values by letters.
bool lowerScoresEinsum(Call &call);

/// Brings a stream to frames [batch, heads and channels] and, without time as
/// the last dimension but one, [places]; with the extents of the dimensions
/// before the last two, which must be those of all operands.
llvm::SmallVector<int64_t> placeHeads(Call &call, Stream &stream);

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

/// Whether a mask (..., queries, keys) shows a query nothing at all.
bool hidesAll(const Constant &mask);

/// An attention over time whose partial windows, at both ends of the clip, are
/// what is cropped: the attention of whole windows alone. Nothing where
/// `stream` is something else.
std::optional<Stream> wholeWindows(Call &call, const Stream &stream,
                                   int64_t before, int64_t behind);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERATTENTION_H
