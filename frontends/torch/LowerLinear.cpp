//===- LowerLinear.cpp ----------------------------------------------------===//

#include "frontends/torch/LowerLinear.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerContraction.h"
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

/// The same where the weight is made from the clip, or the input is not.
bool giveAnyLinear(Call &call) {
  std::optional<Value> input = tensorAt(call, "input"),
                       weight = tensorAt(call, "weight"),
                       bias = tensorAt(call, "bias");
  if (!input || !weight)
    return call.fail("'input' and 'weight' must be tensors");
  std::string outer;
  for (size_t dim = 1; dim < Lettered{*input, ""}.sizes().size(); ++dim)
    outer += static_cast<char>('0' + dim);
  bool isVector = Lettered{*weight, ""}.sizes().size() == 1;
  std::optional<Value> made =
      contract(call, {{*input, outer + "i"}, {*weight, isVector ? "i" : "oi"}},
               outer + (isVector ? "" : "o"));
  if (made && bias)
    made = weightedSum(call, *made, 1, *bias, 1);
  return giveMade(call, made);
}

bool lowerLinear(Call &call) {
  const Stream *input = call.stream("input");
  const Constant *weight = call.constant("weight");
  if (!input || !weight || weight->rank() != 2 || call.stream("bias"))
    return giveAnyLinear(call);
  return giveLinear(call, *input, *weight, call.constant("bias"));
}

/// self + mat1 @ mat2, as linear layers are decomposed.
bool lowerAddmm(Call &call) {
  const Stream *input = call.stream("mat1");
  const Constant *matrix = call.constant("mat2"), *bias = call.constant("self");
  bool isLinear = input && matrix && bias && matrix->rank() == 2 &&
                  call.number("alpha", 1) == 1 && call.number("beta", 1) == 1 &&
                  bias->count() == matrix->sizes[1] &&
                  bias->sizes.back() == bias->count();
  return isLinear ? giveLinear(call, *input, matrix->permuted({1, 0}), bias)
                  : lowerAddedProduct(call);
}

constexpr LowerEntry entries[] = {{"linear", lowerLinear},
                                  {"addmm", lowerAddmm}};

} // namespace

LowerTable linearTable() { return entries; }

} // namespace cocc::frontends
