//===- LowerArithmetic.h - Streams and what is known ----------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERARITHMETIC_H
#define COCC_FRONTENDS_TORCH_LOWERARITHMETIC_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The constant or number that `parameter` is, if it is one.
std::optional<Constant> knownOperand(const Call &call,
                                     llvm::StringRef parameter);

/// Whether constants, one for each length of the clip, are alike at all of its
/// frames, whatever the length.
bool isAlikeAtFrames(llvm::ArrayRef<Constant> constants, const Stream &stream);

/// The same for a constant that meets `stream`, and is alike at all of its
/// frames, whatever the length of the clip: that for the first length.
std::optional<Constant> knownBeside(const Call &call, llvm::StringRef parameter,
                                    const Stream &stream);

/// Lays `constant`, which is joined with `stream`, out as the stream's frames
/// are; axes along which it is the same have extent 1.
bool layConstantOut(Call &call, Stream &stream, Constant &constant);

/// The same without the batch, whose rows must all be alike.
bool fitConstant(Call &call, Stream &stream, Constant &constant);

/// Why a constant that varies over time meets no stream.
inline constexpr const char *meetsByPosition =
    "meets each frame with another constant, by its position in the clip; a "
    "stream has no beginning to count from: cocc.positional_encoding(clip, "
    "table) adds a table that is gone through again and again";

/// The same of one that a later call has no use for.
inline constexpr const char *usedByPosition =
    "meets each frame with another constant, by its position in the clip, and "
    "a "
    "stream has no beginning to count from; only queries and keys of attention "
    "may, in rotary positions, of which the distance of two frames alone "
    "counts";

/// The stream joined with a constant by the layer `called`, which takes one.
/// Fails where they do not fit.
std::optional<Stream> withConstant(Call &call, llvm::StringRef called,
                                   Stream stream, Constant constant);

/// left * a + right * b, each a stream or a constant. Fails where they do not
/// fit.
std::optional<Value> weightedSum(Call &call, const Value &a, double left,
                                 const Value &b, double right);

/// factor * input + offset.
Stream scaled(Call &call, const Stream &input, double factor, double offset);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERARITHMETIC_H
