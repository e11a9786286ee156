//===- GammaFunctions.h - log |gamma(x)| and its derivative ---------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_GAMMAFUNCTIONS_H
#define COCC_COMPILER_CODEGEN_KERNELS_GAMMAFUNCTIONS_H

#include "compiler/codegen/kernels/Precise.h"

namespace cocc::precise {

/// As PyTorch at the poles.
Real logarithmOfGamma(Real x);
Real digamma(Real x);

} // namespace cocc::precise

#endif // COCC_COMPILER_CODEGEN_KERNELS_GAMMAFUNCTIONS_H
