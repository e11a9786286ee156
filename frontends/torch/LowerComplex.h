//===- LowerComplex.h - Complex numbers as pairs --------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERCOMPLEX_H
#define COCC_FRONTENDS_TORCH_LOWERCOMPLEX_H

#include "frontends/torch/LowerParts.h"

namespace cocc::frontends {

/// A value as complex numbers, real ones with imaginary parts of 0.
Complex realNumbers(const Value &value);

/// The complex tensor or number that the call is given, or a real one.
Complex getComplex(Call &call, PartMath &math, llvm::StringRef parameter);

/// The shape of the whole.
Extents wholeSizes(const Complex &numbers);

/// Makes streams of that shape of both parts, of which one is a stream.
bool makeStreams(Call &call, Complex &numbers);

/// A part as a tensor of these sizes.
Real spread(Call &call, PartMath &math, Real part, const Extents &sizes);

/// Real and imaginary parts, of these sizes, as a last dimension.
bool givePairs(Call &call, const Complex &numbers, const Extents &sizes);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERCOMPLEX_H
