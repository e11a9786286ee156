//===- LowerScoresWhole.cpp - Scores that are no attention's --------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerContraction.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// What is added, where infinities are no more than numbers that hide as well.
/// Nothing where a query would see no key.
static std::optional<Constant> finiteBias(Call &call, const Scores &scores) {
  constexpr double hidden = -1e30;
  if (!scores.isNormalised || scores.bias->rank() == 0)
    return *scores.bias;
  if (hidesAll(*scores.bias)) {
    call.fail("has a mask that shows a query nothing at all");
    return std::nullopt;
  }
  return scores.bias->mapped(scores.bias->type, [=](double number) {
    return number < hidden ? hidden : number;
  });
}

/// The scores with what is added to them, and their softmax.
static std::optional<Stream> finishScores(Call &call, const Scores &scores,
                                          Stream product) {
  product = scaled(call, product, scores.scale, 0);
  if (scores.bias) {
    std::optional<Constant> bias = finiteBias(call, scores);
    std::optional<Stream> masked =
        bias ? withConstant(call, "add_constant", product, *bias)
             : std::nullopt;
    if (!masked)
      return std::nullopt;
    product = *masked;
  }
  if (!scores.isNormalised)
    return product;
  int axis = call.isolate(product, product.rank() - 1);
  return call.layer("softmax", product, Attributes().integer("axis", axis, 1));
}

std::optional<Stream> materialise(Call &call, const Scores &scores) {
  int64_t rank = scores.query.rank();
  std::string batch;
  for (int64_t dim = 0; dim + 2 < rank; ++dim)
    batch += static_cast<char>('0' + dim);
  std::optional<Value> product =
      contract(call, {{scores.query, batch + "qc"}, {scores.key, batch + "kc"}},
               batch + "qk");
  if (!product)
    return std::nullopt;
  return finishScores(call, scores, std::get<Stream>(*product));
}

} // namespace cocc::frontends
