//===- LowerReductions.h - Many elements of a frame become one ------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERREDUCTIONS_H
#define COCC_FRONTENDS_TORCH_LOWERREDUCTIONS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// What many elements become.
enum class FrameReduction { Mean, Max, Sum, Product, Variance, LogSumExp };

/// That of the elements along dimensions of a frame, without time, which then
/// have extent 1. A variance is divided by their number less `correction`.
Stream reduceFrame(Call &call, Stream stream, llvm::ArrayRef<int64_t> dims,
                   FrameReduction kind, double correction = 1);

/// The same over any dimensions: with time among them, over the newest frames
/// that the user asks for by the call's names or as `called`. Fails where the
/// user does not.
bool reduce(Call &call, Stream &stream, llvm::ArrayRef<int64_t> dims,
            FrameReduction kind, llvm::StringRef called, double correction = 1);

/// The same for the least element.
bool reduceLeast(Call &call, Stream &stream, llvm::ArrayRef<int64_t> dims,
                 llvm::StringRef called);

/// The same for their norm of power `p`.
bool takeNorm(Call &call, Stream &stream, llvm::ArrayRef<int64_t> dims,
              double p);

/// The same over time, wherever it is in the program's tensor.
bool reduceClip(Call &call, Stream &stream, FrameReduction kind,
                llvm::StringRef called);

/// Gives a stream whose dimensions `dims` have extent 1, without them unless
/// the call keeps them.
bool giveReduced(Call &call, Stream stream, llvm::ArrayRef<int64_t> dims,
                 size_t result = 0);

/// The dimensions that a call reduces: all, if it names none.
Extents reducedDims(const Call &call, int64_t rank);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERREDUCTIONS_H
