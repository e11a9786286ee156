//===- LowerConstantSums.cpp - Numbers that are known, summed -------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

double sumOf(ArrayRef<double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

double normOf(ArrayRef<double> numbers) {
  return std::sqrt(
      std::inner_product(numbers.begin(), numbers.end(), numbers.begin(), 0.0));
}

/// sum, mean, amax, amin, all, any and the norms of power 2.
bool lowerReduction(Call &call) {
  Constant input;
  if (!call.need("self", input))
    return false;
  Extents dims = call.dimList("dim", input.rank());
  if (dims.empty())
    for (int64_t dim = 0; dim < input.rank(); ++dim)
      dims.push_back(dim);
  StringRef op = call.op;
  if (op.contains("norm") && call.number(call.has("ord") ? "ord" : "p", 2) != 2)
    return call.fail("there are norms of power 2 alone");
  Constant result = input.reduced(dims, [&](ArrayRef<double> numbers) {
    if (op.contains("norm"))
      return normOf(numbers);
    if (op == "amax" || op == "max" || op == "any")
      return *max_element(numbers);
    if (op == "amin" || op == "min" || op == "all")
      return *min_element(numbers);
    return sumOf(numbers) / (op == "mean" ? numbers.size() : 1);
  });
  result.type = call.resultType();
  return call.give(result.reshaped(call.resultSizes()));
}

/// g * v / |v|, the norm over all dimensions but `dim`.
bool lowerWeightNorm(Call &call) {
  Constant direction, length;
  if (!call.need("v", direction) || !call.need("g", length))
    return false;
  int64_t kept = call.integer("dim");
  Extents dims, sizes(direction.rank(), 1);
  for (int64_t dim = 0; dim < direction.rank(); ++dim)
    if (dim != kept)
      dims.push_back(dim);
  if (kept >= 0)
    sizes[kept] = direction.sizes[kept];
  Constant norm = direction.reduced(dims, normOf).reshaped(sizes);
  auto divide = [](double a, double b) { return a / b; };
  auto multiply = [](double a, double b) { return a * b; };
  Constant ratio = *combine(length.reshaped(sizes), norm, length.type, divide);
  return call.give(*combine(direction, ratio, direction.type, multiply));
}

constexpr LowerEntry entries[] = {{"sum", lowerReduction},
                                  {"mean", lowerReduction},
                                  {"amax", lowerReduction},
                                  {"amin", lowerReduction},
                                  {"max", lowerReduction},
                                  {"min", lowerReduction},
                                  {"all", lowerReduction},
                                  {"any", lowerReduction},
                                  {"norm", lowerReduction},
                                  {"linalg_vector_norm", lowerReduction},
                                  {"_weight_norm", lowerWeightNorm},
                                  {"_weight_norm_interface", lowerWeightNorm}};

} // namespace

LowerTable constantSumTable() { return entries; }

} // namespace cocc::frontends
