//===- LowerFourier.h - Fourier transforms of a dimension -----------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERFOURIER_H
#define COCC_FRONTENDS_TORCH_LOWERFOURIER_H

#include "dialect/FourierPlan.h"
#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The transform of `size` numbers along `dim`, of which there may be more or
/// fewer than so many before: what is missing is 0.
struct Transform {
  int64_t dim = 0, size = 1;
  continual::SpectrumForm from, to;
  bool isInverse = false;
  double factor = 1;
};

/// Nothing after a failure. What is to be real has no imaginary part.
std::optional<Complex> transformed(Call &call, Complex numbers,
                                   const Transform &transform);

/// The same of numbers that are known.
Complex transformKnown(const Complex &numbers, const Transform &transform);

bool lowerStft(Call &call);

/// Fails where the call makes the frames over the ends of the clip that
/// torch.stft with center=True wants.
bool checkCentring(Call &call, const TorchProgram &program);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERFOURIER_H
