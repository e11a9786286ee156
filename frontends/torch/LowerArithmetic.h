//===- LowerArithmetic.h - Streams and what is known ----------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERARITHMETIC_H
#define COCC_FRONTENDS_TORCH_LOWERARITHMETIC_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The constant or number that `parameter` is, if it is one.
std::optional<Constant> knownOperand(const Call &call,
                                     llvm::StringRef parameter);

/// The same for each frame of `stream`, whatever the length of its clip: without
/// the frames of a constant that is alike at all of them.
std::optional<Constant> knownBeside(const Call &call,
                                    llvm::StringRef parameter,
                                    const Stream &stream);

/// Lays `constant`, which is joined with `stream`, out as the stream's frames
/// are, without the batch.
bool fitConstant(Call &call, Stream &stream, Constant &constant);

/// factor * input + offset.
Stream scaled(Call &call, const Stream &input, double factor, double offset);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERARITHMETIC_H
