//===- LowerMoments.cpp - Variances and lengths ---------------------------===//
//
// Written out in squares, means and roots; within a frame alone.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

Stream power(Call &call, const Stream &input, double exponent) {
  return call.helper("pow", input, Attributes().number("exponent", exponent));
}

/// Reads the input and the dimensions, which must be of the frame.
bool readFrameDims(Call &call, Stream &input, Extents &dims) {
  if (!call.need("self", input))
    return false;
  dims = reducedDims(call, input.rank());
  return !is_contained(dims, input.timeDim()) ||
         call.fail("runs over time, over the whole clip; a stream has no whole "
                   "clip");
}

int64_t countOver(const Stream &input, ArrayRef<int64_t> dims) {
  return input.product(input.atomsOf(dims));
}

/// var and std.
bool lowerVariance(Call &call) {
  Stream input;
  Extents dims;
  if (!readFrameDims(call, input, dims))
    return false;
  int64_t count = countOver(input, dims);
  double correction = call.has("correction") ? call.number("correction")
                                             : call.flag("unbiased", true);
  Stream mean = reduceFrame(call, input, dims, /*isMean=*/true);
  if (!call.align(input, mean))
    return false;
  Stream deviation = call.join("sub", {input, mean});
  Stream variance =
      reduceFrame(call, power(call, deviation, 2), dims, /*isMean=*/true);
  variance = scaled(call, variance, count / (count - correction), 0);
  if (call.op == "std")
    variance = call.layer("sqrt", variance);
  return giveReduced(call, variance, dims);
}

/// The square root of the sum of squares.
bool lowerNorm(Call &call) {
  Stream input;
  Extents dims;
  if (call.number(call.has("ord") ? "ord" : "p", 2) != 2)
    return call.fail("there are norms of power 2 alone");
  if (!readFrameDims(call, input, dims))
    return false;
  int64_t count = countOver(input, dims);
  Stream mean = reduceFrame(call, power(call, input, 2), dims, /*isMean=*/true);
  return giveReduced(call, call.layer("sqrt", scaled(call, mean, count, 0)),
                     dims);
}

/// weight * x / sqrt(mean(x * x) + eps) over the last dimensions.
bool lowerRmsNorm(Call &call) {
  Stream input;
  if (!call.need("input", input))
    return false;
  Extents dims;
  int64_t first = input.rank() - call.integers("normalized_shape").size();
  for (int64_t dim = first; dim < input.rank(); ++dim)
    dims.push_back(dim);
  if (is_contained(dims, input.timeDim()))
    return call.fail("normalises over time, over the whole clip");
  constexpr double usual = 1.1920928955078125e-07;
  Stream mean = reduceFrame(call, power(call, input, 2), dims, /*isMean=*/true);
  Stream factor =
      power(call, scaled(call, mean, 1, call.number("eps", usual)), -0.5);
  if (!call.align(input, factor))
    return false;
  Stream result = call.join("mul", {input, factor});
  const Constant *weight = call.constant("weight");
  if (!weight)
    return call.give(result);
  Constant fitted = *weight;
  if (!fitConstant(call, result, fitted))
    return false;
  return call.give(call.layer("mul_constant", result,
                              Attributes().integers("shape", fitted.sizes),
                              {{"value", fitted}}));
}

constexpr LowerEntry entries[] = {{"var", lowerVariance},
                                  {"std", lowerVariance},
                                  {"linalg_vector_norm", lowerNorm},
                                  {"norm", lowerNorm},
                                  {"rms_norm", lowerRmsNorm}};

} // namespace

LowerTable momentTable() { return entries; }

} // namespace cocc::frontends
