//===- LowerBands.cpp - Masks of attention over time ----------------------===//

#include "frontends/torch/LowerAttention.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

Constant addendOf(const Constant &mask) {
  if (mask.type != TorchType::Bool)
    return mask;
  return mask.mapped(TorchType::Float32,
                     [](double seen) { return seen ? 0.0 : -INFINITY; });
}

/// What is added for each distance from key to query, if nothing else matters.
static std::optional<std::vector<double>> byDistance(const Constant &mask,
                                                     int64_t frames) {
  std::vector<double> found(2 * frames - 1, NAN);
  for (int64_t place = 0; place < mask.count(); ++place) {
    int64_t query = place / frames % frames, key = place % frames;
    double &known = found[query - key + frames - 1];
    if (!std::isnan(known) && known != mask.at(place))
      return std::nullopt;
    known = mask.at(place);
  }
  return found;
}

bool findReach(Call &call, const Constant &mask, Reach &reach) {
  // What programs use for minus infinity.
  constexpr double hidden = -1e4;
  int64_t frames = mask.sizes.back();
  std::optional<std::vector<double>> addend = byDistance(mask, frames);
  if (!addend)
    return call.fail("has a mask that depends on the position in the clip, not "
                     "on the distance of two frames alone");
  if (any_of(*addend,
             [](double value) { return value != 0 && value > hidden; }))
    return call.fail("has a mask that weighs frames; it may show them or hide "
                     "them alone");
  int64_t first = 0, last = addend->size() - 1;
  while (first <= last && (*addend)[first] <= hidden)
    ++first;
  while (last >= first && (*addend)[last] <= hidden)
    --last;
  bool isWhole = all_of(ArrayRef(*addend).slice(first, last - first + 1),
                        [](double value) { return value == 0; });
  if (!isWhole || first > frames - 1 || last < frames - 1)
    return call.fail("has a mask that is not one run of frames around each "
                     "frame and with it");
  if (first > 0)
    reach.ahead = frames - 1 - first;
  if (last < 2 * frames - 2)
    reach.behind = last - frames + 1;
  return true;
}

Constant causalMask(int64_t queries, int64_t keys) {
  std::vector<double> numbers;
  for (int64_t i = 0; i < queries * keys; ++i)
    numbers.push_back(i % keys > i / keys ? -INFINITY : 0);
  return Constant::make(TorchType::Float32, {queries, keys}, numbers);
}

/// How far the mask of a clip of `frames` reaches.
static bool reachOf(Call &call, const std::optional<Constant> &bias,
                    int64_t frames, Reach &reach) {
  if (!bias)
    return true;
  Extents sizes = bias->sizes;
  while (sizes.size() < 2)
    sizes.insert(sizes.begin(), 1);
  sizes[sizes.size() - 1] = sizes[sizes.size() - 2] = frames;
  std::optional<Constant> mask = bias->expanded(sizes);
  return mask ? findReach(call, *mask, reach)
              : call.fail("has a mask of another shape than its scores");
}

bool findBand(Call &call, const Scores &scores, Band &band) {
  ArrayRef<int64_t> frames = scores.query.frames;
  Reach reach;
  if (!reachOf(call, scores.bias, frames.front(), reach))
    return false;
  for (auto [bias, count] : zip(scores.biasElsewhere, frames.drop_front())) {
    Reach other;
    if (!reachOf(call, bias, count, other))
      return false;
    if (other != reach)
      return call.fail("has a mask that shows other frames for each length of "
                       "the clip");
  }
  band.ahead = reach.ahead.value_or(0);
  if (reach.behind && reach.ahead) {
    band.frames = *reach.behind + 1 + band.ahead;
    return true;
  }
  std::optional<int64_t> window = call.window("attention");
  if (!window)
    return call.fail("attends to the whole clip, as far as the mask in a clip "
                     "of " +
                     Twine(frames.front()) + " frames shows; " +
                     call.optionNames().window("attention", 16) +
                     " makes it the newest 16 frames");
  if (*window <= band.ahead)
    return call.fail(call.optionNames().window() +
                     " must be greater than the " + Twine(band.ahead) +
                     " frames that the mask shows ahead");
  band.frames = *window;
  return true;
}

} // namespace cocc::frontends
