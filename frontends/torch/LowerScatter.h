//===- LowerScatter.h - Writes into places of a frame ---------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERSCATTER_H
#define COCC_FRONTENDS_TORCH_LOWERSCATTER_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// Why some writes are refused.
inline constexpr llvm::StringLiteral writesByClip =
    "writes into places that the clip itself names; torch.where(mask, x, y) "
    "chooses at each place, and F.one_hot marks the one of a number";
inline constexpr llvm::StringLiteral writesByNumber =
    "writes into frames of the clip by their numbers; a stream goes on, and "
    "counts none of its frames";
inline constexpr llvm::StringLiteral writesByMask =
    "writes as many elements as its mask has places, which changes from frame "
    "to frame; torch.where(mask, y, x) chooses at each place";

/// What is written into places of some dimensions of a tensor, taken as one.
struct Scatter {
  Value into;
  /// Has one dimension where `into` has the first of `dims`, and no other of
  /// these.
  Value from;
  /// In order; none has time.
  Extents dims;
  /// That of each element of `from`.
  Extents places;
  /// The layer that joins what is written with what is there; empty where it
  /// takes its place.
  llvm::StringRef join;
};

bool giveScattered(Call &call, const Scatter &write);

/// Dimensions of a tensor, which are in order, as one in place of the first.
Value merged(Value value, llvm::ArrayRef<int64_t> dims);

/// `parameter`, a tensor or a number, beside a stream of the call.
std::optional<Value> operand(Call &call, llvm::StringRef parameter,
                             const Stream &beside);

/// `value` in the shape `sizes`, of which `time` is that of frames.
std::optional<Value> broadcast(Call &call, Value value,
                               llvm::ArrayRef<int64_t> sizes, int64_t time);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERSCATTER_H
