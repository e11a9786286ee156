//===- LowerTurns.cpp - Rotary positions as turns of the query ------------===//
//
// With positions, what a query and a key meet in is a sum over their elements
// without: q' * M(i)' * N(j) * k for frames i and j. That M(i)' * N(j) depends
// on i - j alone is not taken for granted but looked at, for all frames of the
// clip; then it is one matrix a distance, of pairs of channels.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerPositioned.h"
#include "frontends/torch/LowerTurnSides.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// What channels of a head, query's and key's, are multiplied with, by the
/// distance from key to query.
using Distances = std::map<std::pair<int64_t, int64_t>, std::vector<double>>;

/// Of the distances from -ahead on, so many as the band has frames; nothing
/// where they are not all that counts.
std::optional<Distances> byDistance(const Side &query, const Side &key,
                                    int64_t head, int64_t each,
                                    const Band &band, int64_t frames) {
  // That of the tables, which are in float32.
  double tolerance = 2e-5 + 1e-6 * frames;
  Distances found;
  for (int64_t d = 0; d < band.frames; ++d) {
    int64_t distance = d - band.ahead, begin = std::max<int64_t>(0, distance),
            end = std::min(frames, frames + distance);
    Distances atFrames;
    for (int64_t channel : seq(head * each, (head + 1) * each))
      for (const Part &a : query.channels[channel])
        for (const Part &b : key.channels[channel]) {
          auto &sums = atFrames[{a.channel, b.channel}];
          sums.resize(end - begin, 0);
          for (int64_t i = begin; i < end; ++i)
            sums[i - begin] += a.factors[i] * b.factors[i - distance];
        }
    for (auto &[pair, sums] : atFrames) {
      double mean = 0;
      for (double sum : sums)
        mean += sum / sums.size();
      if (any_of(sums, [&](double sum) {
            return !(std::abs(sum - mean) <= tolerance);
          }))
        return std::nullopt;
      auto &distances = found[pair];
      distances.resize(band.frames, 0);
      distances[d] = mean;
    }
  }
  return found;
}

int64_t partnerOf(int64_t channel, int64_t turned, bool areHalves) {
  if (channel >= turned)
    return channel;
  if (!areHalves)
    return channel ^ 1;
  return channel < turned / 2 ? channel + turned / 2 : channel - turned / 2;
}

/// How all pairs are paired; `turned` is 0 where they are in no way.
void findPairing(ArrayRef<Distances> heads, int64_t each, Turns &turns) {
  constexpr double nothing = 1e-4;
  auto fits = [&](int64_t turned, bool areHalves) {
    return all_of(heads, [&](const Distances &head) {
      return all_of(head, [&](const auto &entry) {
        auto [a, b] = entry.first;
        return a == b || a == partnerOf(b, turned, areHalves) ||
               all_of(entry.second,
                      [&](double value) { return std::abs(value) < nothing; });
      });
    });
  };
  for (int64_t turned = 2; turned <= each; turned += 2)
    for (bool areHalves : {true, false})
      if (turns.turned == 0 && fits(turned, areHalves)) {
        turns.turned = turned;
        turns.areHalves = areHalves;
      }
}

/// [heads, 2, frames, channels], the oldest frame first.
Constant writeTable(ArrayRef<Distances> heads, const Turns &turns,
                    const Band &band, int64_t each) {
  std::vector<double> numbers;
  for (const Distances &head : heads)
    for (bool isPartner : {false, true})
      for (int64_t tap = 0; tap < band.frames; ++tap)
        for (int64_t channel = 0; channel < each; ++channel) {
          int64_t other =
              isPartner ? partnerOf(channel, turns.turned, turns.areHalves)
                        : channel;
          auto pair = head.find({other, channel});
          bool isThere = pair != head.end() && (!isPartner || other != channel);
          numbers.push_back(isThere ? pair->second[band.frames - 1 - tap] : 0);
        }
  return Constant::make(
      TorchType::Float32,
      {static_cast<int64_t>(heads.size()), 2, band.frames, each},
      std::move(numbers));
}

/// The turns that clips of a length show, and what is attended with instead.
std::optional<Turns> turnsAt(Call &call, const Scores &scores, const Band &band,
                             Attended &attended, size_t length) {
  int64_t each = attended.channels;
  std::optional<Side> query = readSide(call, scores.queryTerms, each, length),
                      key = readSide(call, scores.keyTerms, each, length);
  std::vector<Distances> heads;
  for (int64_t head = 0; query && key && head < attended.heads; ++head)
    if (auto found = byDistance(*query, *key, head, each, band,
                                query->base.frames[length]))
      heads.push_back(*found);
  Turns turns;
  if (static_cast<int64_t>(heads.size()) == attended.heads)
    findPairing(heads, each, turns);
  if (turns.turned == 0)
    return std::nullopt;
  if (all_of(heads, [&](const Distances &head) { return head == heads[0]; }))
    heads.resize(1);
  turns.table = writeTable(heads, turns, band, each);
  attended.query = query->base;
  attended.key = key->base;
  return turns;
}

/// Whether the clips of two lengths show the same.
bool areAlike(const Turns &a, const Turns &b) {
  return a.turned == b.turned && a.areHalves == b.areHalves &&
         a.table.sizes == b.table.sizes &&
         all_of(seq<int64_t>(0, a.table.count()), [&](int64_t place) {
           return std::abs(a.table.at(place) - b.table.at(place)) <= 1e-4;
         });
}

} // namespace

std::optional<Turns> findTurns(Call &call, const Scores &scores,
                               const Band &band, Attended &attended) {
  Frames frames = attended.query.frames;
  std::optional<Turns> found;
  for (auto [length, count] : enumerate(frames)) {
    if (!reachesFar(band, count))
      continue;
    Attended own = attended;
    std::optional<Turns> turns = turnsAt(call, scores, band, own, length);
    if (!turns || (found && !areAlike(*found, *turns))) {
      call.fail("attends with queries and keys that meet other constants in "
                "each frame, of which more counts than the distance of two "
                "frames; of rotary positions it is that alone");
      return std::nullopt;
    }
    if (!found)
      attended = own;
    found = found ? found : turns;
  }
  if (!found)
    call.fail("has positions of a clip's " + Twine(*max_element(frames)) +
              " frames, but attends to " + Twine(band.frames) +
              "; a longer clip shows the others: clip_length");
  return found;
}

} // namespace cocc::frontends
