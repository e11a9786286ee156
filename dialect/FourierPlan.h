//===- FourierPlan.h - How a Fourier transform is taken apart -------------===//
//
// A transform of n numbers is done in steps of small dense transforms, one for
// each factor of n (Cooley and Tukey's way), with twiddle factors between them.
// With A[p, t] the numbers before a step, of which X[p + F*k] is the transform
// over t of R numbers, a step of radix f makes, for R = f*S,
//
//   B[p + F*q, s] = exp(+-2 pi i s q / R) *
//                   sum over j of A[p, S*j + s] * exp(+-2 pi i j q / f)
//
// of which X[p + F*q + F*f*k] is the transform over s of S numbers.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_FOURIERPLAN_H
#define COCC_DIALECT_FOURIERPLAN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <vector>

namespace cocc::continual {

/// What the numbers at one end of a transform are.
enum class SpectrumForm { Real, Complex, Half };

SpectrumForm parseSpectrumForm(llvm::StringRef word);

/// How many numbers of a spectrum of `size` there are, each of which is one or
/// two floats.
int64_t countNumbers(SpectrumForm form, int64_t size);
int64_t countFloats(SpectrumForm form, int64_t size);

struct FourierPlan {
  int64_t size = 1;
  SpectrumForm from = SpectrumForm::Real, to = SpectrumForm::Half;
  /// The radices, first step first; their product is `size`.
  std::vector<int64_t> radices;

  /// Rows q of the last step that are needed.
  int64_t countLastRows() const;
  /// Multiply-adds of real numbers.
  int64_t countMacs() const;
};

/// The plan that is fastest by a model of its multiply-adds and of the numbers
/// that pass from step to step. It has no radices where `size` has a prime
/// factor for which a dense transform is too large, or too many of them.
FourierPlan planFourier(int64_t size, SpectrumForm from, SpectrumForm to);

} // namespace cocc::continual

#endif // COCC_DIALECT_FOURIERPLAN_H
