//===- LowerScores.cpp - Attention written out ----------------------------===//
//
// Between the product of queries and keys and that with the values lie scores,
// one for each pair of frames. What programs do to them is remembered, and the
// product with the values makes one layer of it.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

namespace {

bool needScores(Call &call, Scores &scores, StringRef parameter = "self") {
  const Scores *found = call.scores(parameter);
  if (found)
    scores = *found;
  return found ||
         call.fail("cannot be done to the scores of an attention; they may be "
                   "scaled, masked and given to a softmax");
}

bool needRaw(Call &call, Scores &scores, StringRef parameter = "self") {
  return needScores(call, scores, parameter) &&
         (!scores.isNormalised ||
          call.fail("changes the scores of an attention behind their softmax"));
}

bool scaleBy(Call &call, double factor) {
  Scores scores;
  if (!needRaw(call, scores))
    return false;
  scores.scale *= factor;
  if (scores.bias)
    scores.bias = scores.bias->mapped(
        scores.bias->type, [=](double value) { return value * factor; });
  return call.give(scores);
}

std::optional<double> numberIn(const Call &call, StringRef parameter) {
  std::optional<Constant> known = knownOperand(call, parameter);
  return known ? known->uniform() : std::nullopt;
}

bool lowerMul(Call &call) {
  std::optional<double> factor = numberIn(call, "other");
  return factor ? scaleBy(call, *factor)
                : call.fail("scales the scores of an attention by more than "
                            "one number");
}

bool lowerDiv(Call &call) {
  std::optional<double> divisor = numberIn(call, "other");
  return divisor ? scaleBy(call, 1 / *divisor)
                 : call.fail("scales the scores of an attention by more than "
                             "one number");
}

bool addBias(Call &call, Scores scores, const Constant &addend) {
  std::optional<Constant> sum =
      scores.bias ? combine(*scores.bias, addend, TorchType::Float32,
                            [](double a, double b) { return a + b; })
                  : addend;
  if (!sum)
    return call.fail("has a mask of another shape than its scores");
  scores.bias = sum;
  return call.give(scores);
}

bool lowerAdd(Call &call) {
  Scores scores;
  bool isLeft = call.scores("self");
  std::optional<Constant> addend =
      knownOperand(call, isLeft ? "other" : "self");
  if (!needRaw(call, scores, isLeft ? "self" : "other"))
    return false;
  if (!addend || call.number("alpha", 1) != 1)
    return call.fail("adds something to the scores of an attention that is no "
                     "mask");
  return addBias(call, scores, *addend);
}

/// Where the mask is true (or, for `where`, false) a number replaces the score:
/// it must be so low that nothing is left.
bool hideWhere(Call &call, const Scores &scores, const Constant &mask,
               bool hides, double value) {
  if (value > -1e4)
    return call.fail("replaces scores of an attention by a number that does "
                     "not hide them");
  return addBias(call, scores,
                 mask.mapped(TorchType::Float32, [=](double number) {
                   return (number != 0) == hides ? -INFINITY : 0.0;
                 }));
}

bool lowerMaskedFill(Call &call) {
  Scores scores;
  Constant mask;
  std::optional<double> value = numberIn(call, "value");
  return needRaw(call, scores) && call.need("mask", mask) &&
         (value ? hideWhere(call, scores, mask, true, *value)
                : call.fail("fills with more than one number"));
}

bool lowerWhere(Call &call) {
  Scores scores;
  Constant mask;
  bool isLeft = call.scores("self");
  std::optional<double> value = numberIn(call, isLeft ? "other" : "self");
  return needRaw(call, scores, isLeft ? "self" : "other") &&
         call.need("condition", mask) &&
         (value ? hideWhere(call, scores, mask, !isLeft, *value)
                : call.fail("fills with more than one number"));
}

bool lowerSoftmax(Call &call) {
  Scores scores;
  if (!needRaw(call, scores))
    return false;
  if (call.dim("dim", scores.query.rank()) != scores.query.rank() - 1)
    return call.fail("normalises the scores of an attention over queries; they "
                     "are normalised over keys, the last dimension");
  scores.isNormalised = true;
  return call.give(scores);
}

bool lowerSame(Call &call) {
  Scores scores;
  return needScores(call, scores, call.has("input") ? "input" : "self") &&
         call.give(scores);
}

/// A view that leaves the last two dimensions as they are.
bool lowerView(Call &call) {
  Scores scores;
  if (!needScores(call, scores))
    return false;
  if (scores.positionedBy)
    return call.fail("takes the scores of an attention apart");
  // The same for all lengths: what differs is what is added to the scores.
  Extents sizes = call.resultSizesAt(0), places;
  Stream *streams[] = {&scores.query, &scores.key};
  for (const Stream *stream : streams)
    places.push_back(stream->sizes()[stream->rank() - 2]);
  int64_t place = sizes.size() - 2;
  bool isOverTime = scores.query.timeDim() == scores.query.rank() - 2;
  bool isKept =
      place >= 0 && ArrayRef(sizes).drop_front(place) == ArrayRef(places);
  for (size_t i = 0; isKept && i < 2; ++i) {
    Stream &stream = *streams[i];
    sizes[place] = places[i];
    sizes.back() = stream.product(stream.dims.back());
    isKept = stream.view(sizes) && (isOverTime ? stream.isTimeAlone(place)
                                               : stream.timeDim() < place);
  }
  return isKept ? call.give(scores)
                : call.fail("takes the scores of an attention apart");
}

bool lowerProduct(Call &call) {
  std::optional<Scores> scores = call.scoresAt("self");
  Stream value;
  if (!scores)
    return call.fail("multiplies the scores of an attention from the left");
  return call.need(call.has("other") ? "other" : "mat2", value) &&
         giveAttention(call, *scores, value);
}

constexpr LowerEntry entries[] = {
    {"mul", lowerMul},          {"div", lowerDiv},
    {"add", lowerAdd},          {"masked_fill", lowerMaskedFill},
    {"where", lowerWhere},      {"softmax", lowerSoftmax},
    {"_softmax", lowerSoftmax}, {"_safe_softmax", lowerSoftmax},
    {"dropout", lowerSame},     {"contiguous", lowerSame},
    {"clone", lowerSame},       {"to", lowerSame},
    {"_to_copy", lowerSame},    {"alias", lowerSame},
    {"expand", lowerSame},      {"view", lowerView},
    {"reshape", lowerView},     {"_unsafe_view", lowerView},
    {"unsqueeze", lowerView},   {"squeeze", lowerView},
    {"flatten", lowerView},     {"unflatten", lowerView},
    {"matmul", lowerProduct},   {"bmm", lowerProduct},
    {"mm", lowerProduct},       {"einsum", lowerScoresEinsum}};

} // namespace

LowerTable scoresTable() { return entries; }

} // namespace cocc::frontends
