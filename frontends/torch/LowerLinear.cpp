//===- LowerLinear.cpp ----------------------------------------------------===//

#include "frontends/torch/LowerLinear.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

constexpr const char *overTime =
    "mixes the frames of the clip with a matrix over time, which depends on "
    "the position in the clip";

Stream multiply(Call &call, Stream stream, ArrayRef<int> inner,
                const Constant &matrix) {
  if (ArrayRef<int>(stream.axes.back()) != inner) {
    std::vector<Atoms> axes = {{}, {}, Atoms(inner)};
    for (const Atoms &axis : stream.axes)
      for (int atom : axis)
        if (!is_contained(inner, atom))
          axes[!stream.isBatch(atom)].push_back(atom);
    if (axes[1].empty())
      axes.erase(axes.begin() + 1);
    stream = call.arrange(stream, axes);
  }
  return call.layer("matmul", stream,
                    Attributes().integer("columns", matrix.sizes[1]),
                    {{"weight", matrix}});
}

namespace {

/// x @ weight.T + bias over the last dimension.
bool giveLinear(Call &call, Stream input, const Constant &weight,
                const Constant *bias) {
  int64_t last = input.rank() - 1;
  if (last < 0 || weight.rank() != 2)
    return call.fail("'weight' must be a matrix");
  if (is_contained(input.dims[last], Stream::time))
    return call.fail(overTime);
  call.placeChannels(input, last);
  LoweredWeights weights = {{"weight", weight}};
  if (bias)
    weights.push_back({"bias", bias->reshaped({weight.sizes[0]})});
  Stream result = call.layer("linear", input,
                             Attributes()
                                 .integer("channels", weight.sizes[0])
                                 .flag("bias", bias != nullptr, true),
                             weights);
  result.resize(last, 1, weight.sizes[0]);
  return call.give(result);
}

bool lowerLinear(Call &call) {
  Stream input;
  Constant weight;
  return call.need("input", input) && call.need("weight", weight) &&
         giveLinear(call, input, weight, call.constant("bias"));
}

/// self + mat1 @ mat2, as linear layers are decomposed.
bool lowerAddmm(Call &call) {
  Stream input;
  Constant matrix, bias;
  if (!call.need("mat1", input) || !call.need("mat2", matrix) ||
      !call.need("self", bias))
    return false;
  if (matrix.rank() != 2 || call.number("alpha", 1) != 1 ||
      call.number("beta", 1) != 1 || bias.count() != matrix.sizes[1])
    return call.fail("scales its operands; write the sum out instead");
  return giveLinear(call, input, matrix.permuted({1, 0}), &bias);
}

/// A matrix, without dimensions of extent 1 before it.
bool asMatrix(Call &call, Constant &constant) {
  while (constant.rank() > 2 && constant.sizes.front() == 1)
    constant.sizes.erase(constant.sizes.begin());
  return constant.rank() <= 2 ||
         call.fail("multiplies with another matrix for each place of a "
                   "dimension");
}

/// stream @ matrix.
bool giveProduct(Call &call, const Stream &stream, Constant matrix) {
  if (!asMatrix(call, matrix))
    return false;
  if (matrix.rank() == 0)
    return call.fail("multiplies with a number as if it were a matrix");
  bool isVector = matrix.rank() == 1;
  if (isVector)
    matrix.sizes.push_back(1);
  int64_t last = stream.rank() - 1;
  if (last < 0 || is_contained(stream.dims[last], Stream::time))
    return call.fail(overTime);
  Stream result = multiply(call, stream, stream.atomsOf(last), matrix);
  result.resize(last, result.axes.size() - 1, matrix.sizes[1]);
  if (isVector)
    result.dims.pop_back();
  return call.give(result);
}

/// matrix @ stream.
bool giveProductFromLeft(Call &call, Constant matrix, const Stream &stream) {
  if (!asMatrix(call, matrix))
    return false;
  int64_t dim = stream.rank() - 2;
  if (matrix.rank() != 2 || dim < 0)
    return call.fail("multiplies with a vector from the left");
  if (is_contained(stream.dims[dim], Stream::time))
    return call.fail(overTime);
  matrix = matrix.permuted({1, 0});
  Stream result = multiply(call, stream, stream.atomsOf(dim), matrix);
  result.resize(dim, result.axes.size() - 1, matrix.sizes[1]);
  return call.give(result);
}

bool lowerMatmul(Call &call) {
  StringRef left = "self", right = call.has("other") ? "other" : "mat2";
  const Stream *a = call.stream(left), *b = call.stream(right);
  if (a && b)
    return multiplyStreams(call, *a, *b);
  Constant matrix;
  return a ? call.need(right, matrix) && giveProduct(call, *a, matrix)
           : call.need(left, matrix) && giveProductFromLeft(call, matrix, *b);
}

constexpr LowerEntry entries[] = {
    {"linear", lowerLinear},     {"addmm", lowerAddmm},   {"mm", lowerMatmul},
    {"mv", lowerMatmul},         {"matmul", lowerMatmul}, {"bmm", lowerMatmul},
    {"__matmul__", lowerMatmul}, {"einsum", lowerEinsum}};

} // namespace

LowerTable linearTable() { return entries; }

} // namespace cocc::frontends
