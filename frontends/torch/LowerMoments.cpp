//===- LowerMoments.cpp - Variances and lengths ---------------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {
namespace {

Stream power(Call &call, const Stream &input, double exponent) {
  if (exponent == 1)
    return input;
  return call.helper("pow", input, Attributes().number("exponent", exponent));
}

/// var, std, and each beside the mean.
bool lowerVariance(Call &call) {
  Stream input;
  if (!call.need("self", input))
    return false;
  bool isRoot = StringRef(call.op).starts_with("std");
  StringRef called = isRoot ? "std" : "var";
  Extents dims = reducedDims(call, input.rank());
  double correction = call.has("correction") ? call.number("correction")
                                             : call.flag("unbiased", true);
  Stream variance = input, mean = input;
  if (!reduce(call, variance, dims, FrameReduction::Variance, called,
              correction))
    return false;
  if (isRoot)
    variance = call.layer("sqrt", variance);
  if (!giveReduced(call, variance, dims))
    return false;
  return !call.isUsed(1) ||
         (reduce(call, mean, dims, FrameReduction::Mean, called) &&
          giveReduced(call, mean, dims, 1));
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

/// The number that a parameter is, or "inf" and the like.
std::optional<double> readPower(const Call &call, StringRef parameter) {
  if (!call.has(parameter))
    return 2;
  std::string text = call.text(parameter);
  if (text.empty())
    return call.number(parameter);
  return text == "fro"    ? std::optional<double>(2)
         : text == "inf"  ? std::optional<double>(INFINITY)
         : text == "-inf" ? std::optional<double>(-INFINITY)
                          : std::nullopt;
}

/// norm, linalg_vector_norm, and what they are of a matrix taken as a vector.
bool lowerNorm(Call &call) {
  Stream input;
  StringRef parameter = call.has("ord") ? "ord" : "p";
  if (!call.need(call.has("A") ? "A" : "self", input))
    return false;
  std::optional<double> p = readPower(call, parameter);
  Extents dims = reducedDims(call, input.rank());
  if (call.op == "linalg_matrix_norm" && !call.has("dim"))
    dims = {input.rank() - 2, input.rank() - 1};
  bool isOfMatrix = StringRef(call.op).contains("matrix") ||
                    (call.op == "linalg_norm" && dims.size() > 1);
  bool isEntrywise = call.text(parameter) == "fro" || !call.has(parameter);
  if (!p || (isOfMatrix && !isEntrywise))
    return call.fail("there are norms of vectors, and of matrices as vectors "
                     "alone");
  return takeNorm(call, input, dims, *p) && giveReduced(call, input, dims);
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
  Stream mean =
      reduceFrame(call, power(call, input, 2), dims, FrameReduction::Mean);
  Stream factor =
      power(call, scaled(call, mean, 1, call.number("eps", usual)), -0.5);
  if (!call.align(input, factor))
    return false;
  Stream result = call.join("mul", {input, factor});
  const Constant *weight = call.constant("weight");
  if (!weight)
    return call.give(result);
  std::optional<Stream> weighed =
      withConstant(call, "mul_constant", result, *weight);
  return weighed && call.give(*weighed);
}

constexpr LowerEntry entries[] = {{"var", lowerVariance},
                                  {"std", lowerVariance},
                                  {"var_mean", lowerVariance},
                                  {"std_mean", lowerVariance},
                                  {"linalg_vector_norm", lowerNorm},
                                  {"linalg_norm", lowerNorm},
                                  {"linalg_matrix_norm", lowerNorm},
                                  {"frobenius_norm", lowerNorm},
                                  {"norm", lowerNorm},
                                  {"rms_norm", lowerRmsNorm}};

} // namespace

LowerTable momentTable() { return entries; }

} // namespace cocc::frontends
