//===- LowerAttention.cpp - Attention, and that over time -----------------===//

#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerPositioned.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

SmallVector<int64_t> placeHeads(Call &call, Stream &stream) {
  int64_t place = stream.rank() - 2;
  std::vector<Atoms> axes(stream.timeDim() == place ? 2 : 3);
  SmallVector<int64_t> form;
  bool wasBatch = false;
  for (int64_t dim = 0; dim < stream.rank(); ++dim)
    for (int atom : stream.atomsOf(dim)) {
      bool isBatch = stream.isBatch(atom);
      axes[dim == place ? 2 : !isBatch].push_back(atom);
      if (dim >= place)
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

bool Attended::place(Call &call) {
  auto a = placeHeads(call, query), b = placeHeads(call, key),
       c = placeHeads(call, value);
  if (a != b || a != c || query.frames != key.frames ||
      query.frames != value.frames)
    return call.fail("attends with queries, keys and values whose heads or "
                     "frames differ in number");
  channels = query.product(query.atomsOf(query.rank() - 1));
  heads = query.product(query.axes[1]) / channels;
  return true;
}

Stream Attended::weigh(Call &call, StringRef called, double scale,
                       Attributes attributes, LoweredWeights weights) const {
  attributes.integer("heads", heads, 1);
  double usual = 1 / std::sqrt(channels);
  if (std::abs(scale - usual) > 1e-6 * usual)
    attributes.number("scale", scale);
  Stream result = query;
  Stream made =
      call.join(called, {query, key, value}, attributes, std::move(weights));
  result.follow(made);
  // Heads stay the outer part of the channels.
  int64_t last = query.rank() - 1;
  Atoms inner = query.atomsOf(last);
  result.axes[1].truncate(result.axes[1].size() - inner.size());
  result.dims[last].clear();
  if (int64_t extent = value.product(value.atomsOf(last)); extent != 1) {
    result.dims[last].push_back(result.addAtom(extent));
    result.axes[1].push_back(result.dims[last].back());
  }
  return result;
}

static bool giveAttentionOverTime(Call &call, const Scores &scores,
                                  Attended attended) {
  Band band;
  int64_t time = scores.query.rank() - 2;
  for (const Stream *stream : {&attended.query, &attended.key, &attended.value})
    if (!stream->isTimeAlone(time))
      return call.fail("is between clips that do not have time alone as the "
                       "last dimension but one");
  std::optional<Constant> bias;
  if (!attended.place(call) || !findBand(call, scores, band, bias))
    return false;
  Attributes attributes;
  attributes.integer("frames", band.frames).integer("ahead", band.ahead, 0);
  LoweredWeights weights;
  std::optional<Turns> turns;
  if (scores.positionedBy && !(turns = findTurns(call, scores, band, attended)))
    return false;
  if (bias && bias->sizes[0] != 1 && bias->sizes[0] != attended.heads)
    return call.fail("has a mask that is not for all heads or one for each");
  if (bias) {
    attributes.integer("biases", bias->sizes[0]);
    weights.push_back({"bias", *bias});
  }
  if (turns) {
    attributes.integer("turns", turns->table.sizes[0])
        .integer("turned", turns->turned, attended.channels);
    if (!turns->areHalves)
      attributes.text("pairing", "neighbours");
    weights.push_back({"turn", turns->table});
  }
  Stream result = attended.weigh(call, "attention", scores.scale, attributes,
                                 std::move(weights));
  call.layerOf(result).band = band;
  call.look(result, windowGeometry(band.frames, 1, band.frames - 1 - band.ahead,
                                   band.ahead, 1));
  return call.give(result);
}

bool giveAttention(Call &call, const Scores &scores, const Stream &value) {
  if (!scores.isNormalised)
    return call.fail("weighs values by scores that no softmax has normalised");
  const Stream &query = scores.query, &key = scores.key;
  int64_t rank = query.rank(), time = query.timeDim();
  if (rank < 2 || key.rank() != rank || value.rank() != rank ||
      key.timeDim() != time || value.timeDim() != time || time == rank - 1)
    return call.fail("is between clips that do not have time as the same "
                     "dimension, before the channels");
  Attended attended = {query, key, value};
  if (time != rank - 2 && scores.positionedBy)
    return call.fail(usedByPosition);
  return time == rank - 2 ? giveAttentionOverTime(call, scores, attended)
                          : giveFrameAttention(call, scores, attended);
}

std::optional<Stream> wholeWindows(Call &call, const Stream &stream,
                                   int64_t before, int64_t behind) {
  std::optional<Band> band = call.layerOf(stream).band;
  if (!band || before != band->frames - 1 - band->ahead ||
      behind != band->ahead)
    return std::nullopt;
  Stream whole = call.again(stream, Attributes().flag("partial", false));
  StreamGeometry cropped;
  cropped.skip = before;
  cropped.padAfter = -behind;
  cropped.lag = -behind; // no window waits for frames behind the clip
  call.look(whole, cropped);
  return whole;
}

namespace {

bool lowerFused(Call &call) {
  Scores scores;
  Stream value;
  if (!readTerms(call, "query", scores.query, scores.queryTerms,
                 scores.positionedBy) ||
      !readTerms(call, "key", scores.key, scores.keyTerms,
                 scores.positionedBy) ||
      !call.need("value", value))
    return false;
  scores.isNormalised = true;
  int64_t last = scores.query.rank() - 1;
  scores.scale = call.number(
      "scale", 1 / std::sqrt(scores.query.product(scores.query.dims[last])));
  if (call.stream("attn_mask"))
    return call.fail("has a mask that is made from the clip");
  std::vector<std::optional<Constant>> masks;
  for (const Constant &mask : call.constantAt("attn_mask"))
    masks.push_back(addendOf(mask));
  if (call.flag("is_causal") && last > 0)
    for (size_t length = 0; length < call.countLengths(); ++length)
      masks.push_back(causalMask(scores.query.sizes(length)[last - 1],
                                 scores.key.sizes(length)[last - 1]));
  if (!masks.empty()) {
    scores.bias = masks.front();
    scores.biasElsewhere.assign(masks.begin() + 1, masks.end());
  }
  return giveAttention(call, scores, value);
}

constexpr LowerEntry entries[] = {{"scaled_dot_product_attention", lowerFused}};

} // namespace

LowerTable attentionTable() { return entries; }

} // namespace cocc::frontends
