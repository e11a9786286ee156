//===- LowerRanges.cpp ----------------------------------------------------===//

#include "frontends/torch/LowerRanges.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

using namespace llvm;

namespace cocc::frontends {

constexpr int64_t open = std::numeric_limits<int64_t>::max();

static Frames clampPlaces(Frames places, ArrayRef<int64_t> frames) {
  for (auto [place, all] : zip_equal(places, frames))
    place = std::clamp<int64_t>(place < 0 ? place + all : place, 0, all);
  return places;
}

std::optional<TimePlace> findPlace(const Call &call, Frames given,
                                   ArrayRef<int64_t> frames,
                                   TimePlace::Role role) {
  TimePlace place;
  place.at = clampPlaces(given, frames);
  Frames behind;
  for (auto [at, all] : zip_equal(place.at, frames))
    behind.push_back(all - at);
  // A limit that no example clip reaches is one all the same.
  bool isBeyond =
      given.front() != open && any_of(zip_equal(given, frames), [](auto pair) {
        return std::get<0>(pair) > std::get<1>(pair);
      });
  bool countsFromEnd = all_equal(behind);
  if (frames.size() == 1)
    countsFromEnd = given.front() < 0 ||
                    (role == TimePlace::End &&
                     (behind.front() == 0 || call.isFrameCount(place.at))) ||
                    (role == TimePlace::Frame && behind.front() == 1);
  if (countsFromEnd && !isBeyond) {
    place.isFromEnd = true;
    place.distance = behind.front();
    return place;
  }
  place.distance = isBeyond ? given.front() : place.at.front();
  return all_equal(isBeyond ? given : place.at) ? std::optional(place)
                                                : std::nullopt;
}

std::optional<TimeRange> findRange(Call &call, const Frames &start,
                                   const Frames &end,
                                   ArrayRef<int64_t> frames) {
  std::optional<TimePlace> first =
      findPlace(call, start, frames, TimePlace::Start);
  if (!first) {
    call.fail("begins with frame " + call.showByLength(start) +
              ": a stream has frames counted from the clip's beginning, as in "
              "x[:, :, 5:], and no part of a length that is not known");
    return std::nullopt;
  }
  std::optional<TimePlace> last = findPlace(call, end, frames, TimePlace::End);
  if (!last) {
    call.fail("ends before frame " + call.showByLength(end) +
              ": a stream has frames up to a number before the clip's end, as "
              "in x[:, :, :-5], and no part of a length that is not known");
    return std::nullopt;
  }
  // The last frames of one known length may be all but the first.
  Frames counts;
  for (auto [from, to] : zip_equal(first->at, last->at))
    counts.push_back(to - from);
  if (frames.size() == 1 && first->isFromEnd && call.isFrameCount(counts))
    first = TimePlace{false, first->at.front(), first->at};
  if (frames.size() == 1 && !last->isFromEnd && call.isFrameCount(counts))
    last = TimePlace{true, frames.front() - last->at.front(), last->at};
  return TimeRange{*first, *last};
}

std::optional<TimeRange> readTimeRange(Call &call, ArrayRef<int64_t> frames) {
  Frames start = call.integerAt("start"), end = call.integerAt("end", open);
  if (call.has("length"))
    for (auto [place, from, count, all] :
         zip_equal(end, start, call.integerAt("length"), frames))
      place = (from < 0 ? from + all : from) + count;
  return findRange(call, start, end, frames);
}

} // namespace cocc::frontends
