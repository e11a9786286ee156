//===- LowerPieces.cpp ----------------------------------------------------===//

#include "frontends/torch/LowerPieces.h"
#include "frontends/torch/LowerJoins.h"
#include "frontends/torch/LowerSlices.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

//===----------------------------------------------------------------------===//
// Time
//===----------------------------------------------------------------------===//

/// A run of frames of one piece.
struct Run {
  size_t piece;
  int64_t start, end;
};

/// Later pieces lie over earlier ones.
std::vector<Run> layOver(ArrayRef<Piece> pieces, int64_t time, size_t length) {
  std::vector<Run> runs;
  for (auto [i, piece] : enumerate(pieces)) {
    Run over = {i, piece.start[time][length], piece.end[time][length]};
    std::vector<Run> kept;
    for (const Run &run : runs) {
      if (run.start < std::min(run.end, over.start))
        kept.push_back({run.piece, run.start, std::min(run.end, over.start)});
      if (std::max(run.start, over.end) < run.end)
        kept.push_back({run.piece, std::max(run.start, over.end), run.end});
    }
    if (over.start < over.end)
      kept.push_back(over);
    sort(kept, [](const Run &a, const Run &b) { return a.start < b.start; });
    runs = std::move(kept);
  }
  return runs;
}

/// The same for all lengths; nothing where pieces lie in other orders.
std::optional<std::vector<std::vector<Run>>> layOver(ArrayRef<Piece> pieces,
                                                     int64_t time) {
  std::vector<std::vector<Run>> runs;
  for (size_t length = 0; length < pieces.front().start[time].size(); ++length)
    runs.push_back(layOver(pieces, time, length));
  bool areAlike = all_of(runs, [&](const std::vector<Run> &each) {
    return each.size() == runs.front().size() &&
           all_of(zip(each, runs.front()), [](auto pair) {
             return std::get<0>(pair).piece == std::get<1>(pair).piece;
           });
  });
  return areAlike ? std::optional(std::move(runs)) : std::nullopt;
}

/// The one number that a known piece is throughout.
std::optional<double> numberOf(const Piece &piece) {
  std::optional<double> number;
  for (const Constant &known : piece.known) {
    std::optional<double> each = known.uniform();
    if (!each || (number && number != each))
      return std::nullopt;
    number = each;
  }
  return number;
}

/// How many frames known runs have, which is the same for all lengths.
std::optional<int64_t> countFrames(ArrayRef<std::vector<Run>> runs,
                                   size_t place) {
  Frames counts;
  for (const std::vector<Run> &each : runs)
    counts.push_back(each[place].end - each[place].start);
  return all_equal(counts) ? std::optional(counts.front()) : std::nullopt;
}

/// Frames `start` to `end` of a piece.
std::optional<Stream> takeFrames(Call &call, const Piece &piece, int64_t time,
                                 Frames start, Frames end) {
  const Stream &stream = *piece.stream;
  for (auto [from, to, own] : zip_equal(start, end, piece.start[time])) {
    from -= own;
    to -= own;
  }
  // Of one length alone it is known that this was counted so.
  Frames behind;
  for (auto [to, all] : zip_equal(end, stream.frames))
    behind.push_back(all - to);
  if (!all_equal(start) || !all_equal(behind)) {
    call.fail("keeps a part of what was written whose length is not known");
    return std::nullopt;
  }
  return cropTime(call, stream, start.front(), behind.front());
}

/// One stream with known frames in front of it and behind it.
std::optional<Stream> joinInTime(Call &call, ArrayRef<Piece> pieces,
                                 int64_t time) {
  auto runs = layOver(pieces, time);
  auto refuse = [&](const Twine &why) -> std::optional<Stream> {
    call.fail("reads a tensor that was written part by part in time: " + why);
    return std::nullopt;
  };
  if (!runs)
    return refuse("its parts lie otherwise for each length of the clip");
  const std::vector<Run> &first = runs->front();
  auto isStream = [&](const Run &run) {
    return pieces[run.piece].stream.has_value();
  };
  if (count_if(first, isStream) != 1)
    return refuse("frames of different values follow each other, which the "
                  "frames of a stream do not");
  size_t own = find_if(first, isStream) - first.begin();
  Frames start, end;
  for (const std::vector<Run> &each : *runs) {
    start.push_back(each[own].start);
    end.push_back(each[own].end);
  }
  std::optional<Stream> result =
      takeFrames(call, pieces[first[own].piece], time, start, end);
  for (size_t place = own; result && place-- > 0;) {
    std::optional<double> number = numberOf(pieces[first[place].piece]);
    std::optional<int64_t> count = countFrames(*runs, place);
    if (!number || !count)
      return refuse("the frames in front are not so many of one number");
    Extents before(result->axes.size() - 1, 0), none = before;
    before.front() = *count;
    result = padFrames(call, *result, before, none, "constant", *number);
  }
  for (size_t place = own + 1; result && place < first.size(); ++place) {
    std::optional<double> number = numberOf(pieces[first[place].piece]);
    std::optional<int64_t> count = countFrames(*runs, place);
    if (!number || !count)
      return refuse("the frames behind are not so many of one number");
    Extents after(result->axes.size() - 1, 0), none = after;
    after.front() = *count;
    result = padFrames(call, *result, none, after, "constant", *number);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Frames
//===----------------------------------------------------------------------===//

/// The part of a piece between two places of a dimension that is no time.
std::optional<Piece> cut(Call &call, const Piece &piece, int64_t dim,
                         int64_t start, int64_t end) {
  int64_t from = std::max(start, piece.start[dim].front()),
          to = std::min(end, piece.end[dim].front());
  if (from >= to)
    return std::nullopt;
  Piece part = piece;
  int64_t offset = from - piece.start[dim].front();
  if (part.stream)
    part.stream = sliceFrame(call, *part.stream, dim, {offset, to - from, 1});
  for (Constant &known : part.known)
    known = known.sliced(dim, offset, to - from, 1);
  part.start[dim].assign(part.start[dim].size(), from);
  part.end[dim].assign(part.end[dim].size(), to);
  return part;
}

/// Where pieces begin and end along a dimension.
std::vector<int64_t> findCuts(ArrayRef<Piece> pieces, int64_t dim) {
  SmallSet<int64_t, 8> seen;
  for (const Piece &piece : pieces)
    for (const Frames &place : {piece.start[dim], piece.end[dim]})
      seen.insert(place.front());
  std::vector<int64_t> cuts(seen.begin(), seen.end());
  sort(cuts);
  return cuts;
}

using Part = std::variant<Stream, Constant>;

class Assembler {
public:
  Assembler(Call &call, int64_t time) : call(call), time(time) {}

  /// What pieces make together along the dimensions from `dim` on.
  std::optional<Part> join(std::vector<Piece> pieces, int64_t dim) {
    if (dim == static_cast<int64_t>(pieces.front().start.size()))
      return joinCell(std::move(pieces));
    if (dim == time)
      return join(std::move(pieces), dim + 1);
    std::vector<int64_t> cuts = findCuts(pieces, dim);
    std::vector<Part> parts;
    for (size_t i = 0; i + 1 < cuts.size(); ++i) {
      std::vector<Piece> inside;
      for (const Piece &piece : pieces)
        if (auto part = cut(call, piece, dim, cuts[i], cuts[i + 1]))
          inside.push_back(std::move(*part));
      std::optional<Part> joined = join(std::move(inside), dim + 1);
      if (!joined)
        return std::nullopt;
      parts.push_back(std::move(*joined));
    }
    return parts.size() == 1 ? std::move(parts.front()) : joinAlong(parts, dim);
  }

private:
  bool coversClip(const Piece &piece, const Piece &whole) const {
    return time < 0 || (piece.start[time] == whole.start[time] &&
                        piece.end[time] == whole.end[time]);
  }

  /// Pieces of the same part of each frame.
  std::optional<Part> joinCell(std::vector<Piece> pieces) {
    while (pieces.size() > 1 &&
           any_of(drop_begin(pieces), [&](const Piece &piece) {
             return coversClip(piece, pieces.front());
           }))
      pieces.erase(pieces.begin());
    if (pieces.size() == 1 && pieces.front().stream)
      return *pieces.front().stream;
    if (none_of(pieces, [](const Piece &each) { return !!each.stream; }))
      return joinKnown(pieces);
    std::optional<Stream> joined = joinInTime(call, pieces, time);
    return joined ? std::optional<Part>(*joined) : std::nullopt;
  }

  /// Known frames, which must be alike.
  std::optional<Part> joinKnown(ArrayRef<Piece> pieces) {
    std::optional<Constant> one;
    for (const Piece &piece : pieces)
      for (const Constant &known : piece.known) {
        Constant frame = time < 0 ? known : known.sliced(time, 0, 1, 1);
        std::optional<Constant> whole = frame.expanded(known.sizes);
        if (!isSame(*whole, known) || (one && !isSame(*one, frame))) {
          call.fail("reads a tensor with known frames that differ by their "
                    "position in the clip; a stream has no beginning to count "
                    "from");
          return std::nullopt;
        }
        one = frame;
      }
    return *one;
  }

  std::optional<Part> joinAlong(ArrayRef<Part> parts, int64_t dim) {
    if (all_of(parts, [](const Part &part) {
          return std::holds_alternative<Constant>(part);
        })) {
      std::vector<Constant> known;
      for (const Part &part : parts)
        known.push_back(std::get<Constant>(part));
      return *concatenated(known, dim);
    }
    std::vector<Value> values;
    for (const Part &part : parts)
      std::visit([&](const auto &each) { values.push_back(each); }, part);
    std::optional<Stream> joined = concatenate(call, values, dim);
    return joined ? std::optional<Part>(*joined) : std::nullopt;
  }

  Call &call;
  int64_t time;
};

} // namespace

std::optional<Stream> assemble(Call &call, const Assembled &assembled) {
  std::optional<Part> joined =
      Assembler(call, assembled.time).join(assembled.pieces, 0);
  if (!joined)
    return std::nullopt;
  if (auto *stream = std::get_if<Stream>(&*joined))
    return *stream;
  call.fail("reads a tensor of which nothing is left that is made from the "
            "clip");
  return std::nullopt;
}

} // namespace cocc::frontends
