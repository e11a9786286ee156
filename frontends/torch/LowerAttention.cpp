//===- LowerAttention.cpp -------------------------------------------------===//

#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

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

static bool findBand(Call &call, const Scores &scores, Band &band) {
  int64_t frames = scores.query.frames;
  Reach reach;
  if (scores.bias) {
    Extents sizes = scores.bias->sizes;
    while (sizes.size() < 2)
      sizes.insert(sizes.begin(), 1);
    sizes[sizes.size() - 1] = sizes[sizes.size() - 2] = frames;
    std::optional<Constant> mask = scores.bias->expanded(sizes);
    if (!mask)
      return call.fail("has a mask of another shape than its scores");
    if (!findReach(call, *mask, reach))
      return false;
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
                     Twine(frames) +
                     " frames shows; --window attention=16 makes it the newest "
                     "16 frames");
  if (*window <= band.ahead)
    return call.fail("--window must be greater than the " + Twine(band.ahead) +
                     " frames that the mask shows ahead");
  band.frames = *window;
  return true;
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// Frames [batch, heads and channels], with the extents of the dimensions
/// before the last two, which must be those of all operands.
static std::optional<SmallVector<int64_t>> placeHeads(Call &call,
                                                      Stream &stream) {
  int64_t time = stream.rank() - 2;
  if (time < 0 || !stream.isTimeAlone(time)) {
    call.fail("is between clips that do not have time as the last dimension "
              "but one; attention within a frame has no layer");
    return std::nullopt;
  }
  std::vector<Atoms> axes(2);
  SmallVector<int64_t> form;
  bool wasBatch = false;
  for (int64_t dim = 0; dim < stream.rank(); ++dim)
    for (int atom : stream.atomsOf(dim)) {
      bool isBatch = stream.isBatch(atom);
      axes[!isBatch].push_back(atom);
      if (dim > time)
        continue;
      int64_t extent = stream.extentOf(atom) * (isBatch ? -1 : 1);
      if (form.empty() || wasBatch != isBatch)
        form.push_back(extent);
      else
        form.back() *= std::abs(extent);
      wasBatch = isBatch;
    }
  stream = call.arrange(stream, axes);
  return form;
}

bool giveAttention(Call &call, const Scores &scores, Stream value) {
  if (!scores.isNormalised)
    return call.fail("weighs values by scores that no softmax has normalised");
  Band band;
  Stream query = scores.query, key = scores.key;
  auto a = placeHeads(call, query), b = placeHeads(call, key),
       c = placeHeads(call, value);
  if (!a || !b || !c || !findBand(call, scores, band))
    return false;
  if (a != b || a != c || query.frames != key.frames ||
      query.frames != value.frames)
    return call.fail("attends with queries, keys and values whose heads or "
                     "frames differ in number");
  int64_t last = query.rank() - 1;
  int64_t channels = query.product(query.atomsOf(last));
  int64_t heads = query.product(query.axes[1]) / channels;
  Attributes attributes;
  attributes.integer("heads", heads, 1).integer("frames", band.frames);
  attributes.integer("ahead", band.ahead, 0);
  double usual = 1 / std::sqrt(channels);
  if (std::abs(scores.scale - usual) > 1e-6 * usual)
    attributes.number("scale", scores.scale);
  Stream result = query;
  Stream made = call.join("attention", {query, key, value}, attributes);
  result.layer = made.layer;
  result.position = made.position;
  // Heads stay the outer part of the channels.
  Atoms inner = query.atomsOf(last);
  result.axes[1].truncate(result.axes[1].size() - inner.size());
  result.dims[last].clear();
  if (int64_t extent = value.product(value.atomsOf(last)); extent != 1) {
    result.dims[last].push_back(result.addAtom(extent));
    result.axes[1].push_back(result.dims[last].back());
  }
  call.look(result, windowGeometry(band.frames, 1, band.frames - 1 - band.ahead,
                                   band.ahead, 1));
  return call.give(result);
}

namespace {

bool lowerFused(Call &call) {
  Scores scores;
  Stream value;
  if (!call.need("query", scores.query) || !call.need("key", scores.key) ||
      !call.need("value", value))
    return false;
  scores.isNormalised = true;
  int64_t last = scores.query.rank() - 1;
  scores.scale = call.number(
      "scale", 1 / std::sqrt(scores.query.product(scores.query.dims[last])));
  if (call.stream("attn_mask"))
    return call.fail("has a mask that is made from the clip");
  if (const Constant *mask = call.constant("attn_mask"))
    scores.bias = addendOf(*mask);
  if (call.flag("is_causal")) {
    int64_t frames = scores.query.frames;
    std::vector<double> numbers;
    for (int64_t i = 0; i < frames * frames; ++i)
      numbers.push_back(i % frames > i / frames ? -INFINITY : 0);
    scores.bias = Constant::make(TorchType::Float32, {frames, frames}, numbers);
  }
  return giveAttention(call, scores, value);
}

/// Scores of batches of matrices, with a mask to start from.
bool lowerBaddbmm(Call &call) {
  Stream query, keys;
  Constant mask;
  if (!call.need("self", mask) || !call.need("batch1", query) ||
      !call.need("batch2", keys))
    return false;
  Scores scores;
  if (!scoresOf(call, query, keys, scores))
    return false;
  if (call.number("beta", 1) != 0)
    scores.bias = mask;
  scores.scale = call.number("alpha", 1);
  return call.give(scores);
}

constexpr LowerEntry entries[] = {{"scaled_dot_product_attention", lowerFused},
                                  {"baddbmm", lowerBaddbmm}};

} // namespace

LowerTable attentionTable() { return entries; }

} // namespace cocc::frontends
