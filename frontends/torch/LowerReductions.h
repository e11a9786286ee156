//===- LowerReductions.h - Many elements of a frame become one ------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERREDUCTIONS_H
#define COCC_FRONTENDS_TORCH_LOWERREDUCTIONS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The mean or maximum over dimensions of a frame, without time, which then
/// have extent 1.
Stream reduceFrame(Call &call, Stream stream, llvm::ArrayRef<int64_t> dims,
                   bool isMean);

/// The mean or maximum over time: over the newest frames that the user asks
/// for. Fails where none were asked for.
bool reduceTime(Call &call, Stream &stream, bool isMean);

/// Gives a stream whose dimensions `dims` have extent 1, without them unless
/// the call keeps them.
bool giveReduced(Call &call, Stream stream, llvm::ArrayRef<int64_t> dims);

/// The dimensions that a call reduces: all, if it names none.
Extents reducedDims(const Call &call, int64_t rank);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERREDUCTIONS_H
