//===- LowerBands.cpp - Masks of attention over time ----------------------===//

#include "frontends/torch/LowerAttention.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

Constant addendOf(const Constant &mask) {
  if (mask.type != TorchType::Bool)
    return mask;
  return mask.mapped(TorchType::Float32,
                     [](double seen) { return seen ? 0.0 : -INFINITY; });
}

/// What programs use for minus infinity.
static bool isHidden(double addend) { return addend <= -1e4; }

/// What is added for each distance from key to query, if nothing else matters:
/// [masks, distances].
static std::optional<Constant> byDistance(const Constant &mask,
                                          int64_t frames) {
  int64_t distances = 2 * frames - 1, masks = mask.count() / (frames * frames);
  std::vector<double> found(masks * distances, NAN);
  for (int64_t place = 0; place < mask.count(); ++place) {
    int64_t query = place / frames % frames, key = place % frames;
    double &known =
        found[place / (frames * frames) * distances + query - key + frames - 1];
    if (!std::isnan(known) && known != mask.at(place))
      return std::nullopt;
    known = mask.at(place);
  }
  return Constant::make(TorchType::Float32, {masks, distances},
                        std::move(found));
}

/// The frames of a chunk, where frames see by the distance of their chunks.
static std::optional<int64_t> findChunks(const Constant &mask, int64_t frames) {
  for (int64_t size = 2; size < frames; ++size) {
    std::vector<int> seen(2 * frames, -1);
    auto isAsOthers = [&](int64_t place) {
      int64_t query = place / frames % frames, key = place % frames;
      int &known = seen[query / size - key / size + frames];
      int own = isHidden(mask.at(place));
      known = known < 0 ? own : known;
      return known == own;
    };
    if (all_of(seq<int64_t>(0, frames * frames), isAsOthers))
      return size;
  }
  return std::nullopt;
}

static bool failByPosition(Call &call, const Constant &mask, int64_t frames) {
  if (std::optional<int64_t> chunk = findChunks(mask, frames))
    return call.fail("has a mask of chunks of " + Twine(*chunk) +
                     " frames: what a frame sees depends on its place in its "
                     "chunk, and a stream has no beginning to count chunks "
                     "from; a mask that shows each frame as many before it is "
                     "a band, which a stream has");
  return call.fail("has a mask that depends on the position in the clip, not "
                   "on the distance of two frames alone");
}

/// Whether all masks hide the frames at these distances, or none.
static bool hidesAlike(const Constant &addend) {
  int64_t distances = addend.sizes[1];
  return all_of(seq<int64_t>(0, addend.count()), [&](int64_t place) {
    return isHidden(addend.at(place)) == isHidden(addend.at(place % distances));
  });
}

bool findReach(Call &call, const Constant &mask, Reach &reach) {
  int64_t frames = mask.sizes.back();
  std::optional<Constant> addend = byDistance(mask, frames);
  if (!addend)
    return failByPosition(call, mask, frames);
  if (!hidesAlike(*addend))
    return call.fail("has masks that show some heads other frames than others");
  int64_t first = 0, last = addend->sizes[1] - 1;
  while (first <= last && isHidden(addend->at(first)))
    ++first;
  while (last >= first && isHidden(addend->at(last)))
    --last;
  if (first > frames - 1 || last < frames - 1 ||
      isHidden(addend->at(frames - 1)))
    return call.fail("has a mask that hides each frame from itself");
  if (first > 0)
    reach.ahead = frames - 1 - first;
  if (last < 2 * frames - 2)
    reach.behind = last - frames + 1;
  Constant within = addend->sliced(1, first, last - first + 1, 1);
  if (within.uniform() != 0.0)
    reach.bias = *addend;
  return true;
}

Constant causalMask(int64_t queries, int64_t keys) {
  std::vector<double> numbers;
  for (int64_t i = 0; i < queries * keys; ++i)
    numbers.push_back(i % keys > i / keys ? -INFINITY : 0);
  return Constant::make(TorchType::Float32, {queries, keys}, numbers);
}

/// The mask with all its frames, and one for all heads or one for each.
static std::optional<Constant> wholeMask(Call &call, const Scores &scores,
                                         Constant mask, int64_t frames) {
  while (mask.rank() > scores.query.rank() && mask.sizes.front() == 1)
    mask.sizes.erase(mask.sizes.begin());
  while (mask.rank() < 2)
    mask.sizes.insert(mask.sizes.begin(), 1);
  Extents sizes = mask.sizes;
  sizes[sizes.size() - 1] = sizes[sizes.size() - 2] = frames;
  std::optional<Constant> whole = mask.expanded(sizes);
  if (!whole || mask.rank() > scores.query.rank())
    call.fail("has a mask of another shape than its scores");
  else if (!isByHeads(*whole, scores.query))
    call.fail("has a mask that is not the same for all rows of the batch, and "
              "for all heads or one for each");
  else
    return whole;
  return std::nullopt;
}

/// How many frames the band has; the user says where the mask does not.
static bool measureBand(Call &call, const Reach &reach, int64_t frames,
                        Band &band) {
  band.ahead = reach.ahead.value_or(0);
  if (reach.behind && reach.ahead) {
    band.frames = *reach.behind + 1 + band.ahead;
    return true;
  }
  std::optional<int64_t> window = call.window("attention");
  if (!window)
    return call.fail("attends to the whole clip, as far as the mask in a clip "
                     "of " +
                     Twine(frames) + " frames shows; " +
                     call.optionNames().window("attention", 16) +
                     " makes it the newest 16 frames");
  if (*window <= band.ahead)
    return call.fail(call.optionNames().window() +
                     " must be greater than the " + Twine(band.ahead) +
                     " frames that the mask shows ahead");
  band.frames = *window;
  return true;
}

/// How far the mask of a clip of `frames` reaches.
static bool reachOf(Call &call, const Scores &scores,
                    const std::optional<Constant> &bias, int64_t frames,
                    Reach &reach) {
  if (!bias)
    return true;
  std::optional<Constant> mask = wholeMask(call, scores, *bias, frames);
  return mask && findReach(call, *mask, reach);
}

/// What is added in a band, [masks, frames]: from the oldest frame on, the
/// distance falls.
static Constant biasOf(const Reach &reach, const Band &band, int64_t frames) {
  Constant newestFirst =
      reach.bias->sliced(1, frames - 1 - band.ahead, band.frames, 1);
  std::vector<double> numbers;
  for (int64_t place = 0; place < newestFirst.count(); ++place) {
    int64_t row = place / band.frames, column = place % band.frames;
    numbers.push_back(newestFirst.at((row + 1) * band.frames - 1 - column));
  }
  return Constant::make(TorchType::Float32, newestFirst.sizes,
                        std::move(numbers));
}

bool reachesFar(const Band &band, int64_t frames) {
  return std::max(band.ahead, band.frames - 1 - band.ahead) < frames;
}

/// That of all lengths whose clips are long enough.
static bool findBias(Call &call, ArrayRef<Reach> reaches,
                     ArrayRef<int64_t> frames, const Band &band,
                     std::optional<Constant> &bias) {
  for (auto [reach, count] : zip_equal(reaches, frames)) {
    if (!reachesFar(band, count))
      continue;
    Constant own = biasOf(reach, band, count);
    if (bias && !isSame(*bias, own))
      return call.fail(
          "has a mask that weighs frames otherwise for each length "
          "of the clip");
    bias = own;
  }
  return bias || call.fail("has a bias for the distances of a clip's " +
                           Twine(*max_element(frames)) +
                           " frames, but attends to " + Twine(band.frames) +
                           "; a longer clip shows the others: clip_length");
}

bool findBand(Call &call, const Scores &scores, Band &band,
              std::optional<Constant> &bias) {
  ArrayRef<int64_t> frames = scores.query.frames;
  std::vector<Reach> reaches(frames.size());
  for (auto [length, reach] : enumerate(reaches)) {
    bool isOwn = length > 0 && length <= scores.biasElsewhere.size();
    if (!reachOf(call, scores,
                 isOwn ? scores.biasElsewhere[length - 1] : scores.bias,
                 frames[length], reach))
      return false;
    if (reach.behind != reaches[0].behind || reach.ahead != reaches[0].ahead)
      return call.fail("has a mask that shows other frames for each length of "
                       "the clip");
  }
  if (!measureBand(call, reaches.front(), frames.front(), band))
    return false;
  if (none_of(reaches, [](const Reach &reach) { return reach.bias; }))
    return true;
  if (any_of(reaches, [](const Reach &reach) { return !reach.bias; }))
    return call.fail("has a mask that weighs frames otherwise for each length "
                     "of the clip");
  return findBias(call, reaches, frames, band, bias);
}

} // namespace cocc::frontends
