//===- GammaFunctions.cpp -------------------------------------------------===//

#include "compiler/codegen/kernels/GammaFunctions.h"
#include "compiler/codegen/kernels/Precise.h"

using Halide::Expr;

namespace cocc::precise {

/// Stirling's series are used from here on; what is less comes there in as many
/// steps of one.
static constexpr int start = 8;

namespace {
/// Where x or, below 1/2, its mirror image 1 - x is brought.
struct Place {
  explicit Place(Real x)
      : isMirrored(less(x, 0.5)), z(select(isMirrored, 1.0 - x, x)),
        isNear(less(z, start)), far(select(isNear, z + start, z)) {}

  Expr isMirrored;
  Real z;
  Expr isNear;
  Real far;
};
} // namespace

Real logarithmOfGamma(Real x) {
  Place place(x);
  Real product = place.z;
  for (int step = 1; step < start; ++step)
    product = product * (place.z + step);
  Real w = place.far;
  Real series = polynomial(
      1.0 / (w * w), {-3617.0 / 122400, 1.0 / 156, -691.0 / 360360, 1.0 / 1188,
                      -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12});
  Real value = (w - 0.5) * logarithm(w) - w + 0.91893853320467274178 +
               series / w - select(place.isNear, logarithm(product), 0.0);
  value = select(isInfinite(place.z), infinity, value);
  Real sine = abs(sineOfTurns(x));
  Real mirrored = select(equal(sine, 0.0) || isInfinite(x), infinity,
                         logarithm(pi / sine) - value);
  return select(place.isMirrored, mirrored, value);
}

Real digamma(Real x) {
  Place place(x);
  Real sum = 1.0 / place.z;
  for (int step = 1; step < start; ++step)
    sum = sum + 1.0 / (place.z + step);
  Real w = place.far, u = 1.0 / (w * w);
  Real series =
      u * polynomial(u, {1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240,
                         1.0 / 252, -1.0 / 120, 1.0 / 12});
  Real value = logarithm(w) - 0.5 / w - series - select(place.isNear, sum, 0.0);
  // At 0 infinite, at other poles and -infinity no number.
  Real sine = sineOfTurns(x);
  Real mirrored = value - pi * cosineOfTurns(x) / sine;
  Expr isPole = equal(sine, 0.0) && !equal(x, 0.0);
  mirrored = select(isPole, notANumber, equal(x, 0.0), -1.0 / x, mirrored);
  return select(place.isMirrored, mirrored, value);
}

} // namespace cocc::precise
