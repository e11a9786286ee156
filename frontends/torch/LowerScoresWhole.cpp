//===- LowerScoresWhole.cpp - Scores that are no attention's --------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerRegistry.h"
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

/// What is no step of an attention is done to the product that its scores are,
/// if that is one of each frame.
bool Lowering::lowerScores(Call &call, bool hasStream) {
  size_t before = layers.size();
  const TorchNode &node = call.node;
  LowerFunction lower = findIn(scoresTable(), call.op);
  if (!lower)
    call.fail("cannot be done to the scores of an attention over time; they "
              "may be scaled, masked and given to a softmax");
  else if (hasStream ? lowerStreams(node, lower) : lowerKnown(node, lower))
    return true;
  Problem why = problem;
  layers.resize(before);
  for (const TorchArgument &argument : node.arguments)
    for (const std::string &name : argument.tensors)
      if (!makeStream(call, name)) {
        if (problem.message.empty())
          problem = why;
        return false;
      }
  return lowerNode(node);
}

/// Scores within a frame become the stream that they are; false where they are
/// over time, without a message, or have no layer.
bool Lowering::makeStream(Call &call, StringRef name) {
  problem = {};
  auto value = values.find(name);
  const auto *scores =
      value == values.end() ? nullptr : std::get_if<Scores>(&value->second);
  if (!scores)
    return true;
  if (scores->query.timeDim() == scores->query.rank() - 2)
    return false;
  if (scores->positionedBy)
    return Call(*this, *scores->positionedBy).fail(usedByPosition);
  for (StringMap<Value> &others : valuesElsewhere) {
    auto other = others.find(name);
    const auto *found =
        other == others.end() ? nullptr : std::get_if<Scores>(&other->second);
    if (found && found->bias &&
        (!scores->bias || !isSame(*found->bias, *scores->bias)))
      return call.fail(
          "has a mask that is another for each length of the clip");
    others.erase(name);
  }
  std::optional<Stream> stream = materialise(call, *scores);
  if (stream)
    value->second = *stream;
  return stream.has_value();
}

} // namespace cocc::frontends
