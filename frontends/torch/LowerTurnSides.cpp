//===- LowerTurnSides.cpp - Queries and keys without their positions ------===//

#include "frontends/torch/LowerTurnSides.h"
#include "frontends/torch/LowerTrace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// The number that an element of the frame is multiplied with at time `t` of a
/// clip of a length.
double factorAt(const PositionedTerm &term, int64_t row, int64_t channel,
                int64_t t, size_t length) {
  const Stream &stream = term.stream;
  SmallVector<int64_t> values(stream.extents.size(), 0);
  for (auto [axis, rest] : {std::pair(0, row), std::pair(1, channel)})
    for (int atom : reverse(stream.axes[axis])) {
      values[atom] = rest % stream.extents[atom];
      rest /= stream.extents[atom];
    }
  int64_t place = 0;
  for (const Atoms &dim : stream.dims)
    for (int atom : dim)
      place = atom == Stream::time
                  ? place * stream.frames[length] + t
                  : place * stream.extentOf(atom) + values[atom];
  return term.factors[length].at(place);
}

/// What the frames of `layer` are made of, if all rows of the batch are alike:
/// for the first row.
std::optional<Traced> traceRow(Call &call, unsigned layer,
                               ArrayRef<int64_t> shape, int64_t rows) {
  Traced all = traceElements(call.layersSoFar(), layer, shape), row = all;
  int64_t each = all.places.size() / rows;
  row.places.resize(each);
  row.factors.resize(each);
  int64_t stride = rows > 1 ? all.places[each] - all.places[0] : 0;
  for (size_t i = 0; i < all.places.size(); ++i)
    if (all.places[i] != row.places[i % each] + int64_t(i) / each * stride ||
        all.factors[i] != row.factors[i % each])
      return std::nullopt;
  return row;
}

/// A layer whose frames may be the elements without positions.
struct Candidate {
  unsigned layer = 0;
  Extents shape;
};

/// The terms themselves, and what they are moved from.
std::vector<Candidate> findCandidates(Call &call,
                                      ArrayRef<PositionedTerm> terms) {
  std::vector<Candidate> candidates;
  for (const PositionedTerm &term : terms)
    candidates.push_back({term.stream.layer, term.stream.frameShape()});
  for (unsigned layer = terms.front().stream.layer;;) {
    const LoweredLayer &made = call.layersSoFar()[layer];
    if (made.inputs.empty())
      return candidates;
    candidates.push_back({made.inputs.front(), made.inputShapes.front()});
    layer = made.inputs.front();
  }
}

/// The parts of each channel in terms of a candidate's; nothing where one is no
/// channel of the same head there.
std::optional<std::vector<std::vector<Part>>>
partsBy(const Traced &base, ArrayRef<PositionedTerm> terms,
        ArrayRef<Traced> traced, int64_t each, size_t length) {
  int64_t channels = base.places.size();
  std::vector<std::vector<Part>> result(channels);
  for (int64_t channel = 0; channel < channels; ++channel)
    for (auto [term, from] : zip_equal(terms, traced)) {
      int64_t first = channel / each * each;
      auto head = ArrayRef(base.places).slice(first, each);
      int64_t place = find(head, from.places[channel]) - head.begin();
      if (from.layer != base.layer || place == each ||
          base.factors[first + place] == 0)
        return std::nullopt;
      Part &part = result[channel].emplace_back();
      part.channel = place;
      double factor = from.factors[channel] / base.factors[first + place];
      for (int64_t t = 0; t < term.stream.frames[length]; ++t)
        part.factors.push_back(factorAt(term, 0, channel, t, length) * factor);
    }
  return result;
}

bool isAlikeInRows(const PositionedTerm &term, size_t length) {
  int64_t rows = term.stream.product(term.stream.axes[0]),
          channels = term.stream.product(term.stream.axes[1]);
  for (int64_t row = 1; row < rows; ++row)
    for (int64_t channel = 0; channel < channels; ++channel)
      for (int64_t t = 0; t < term.stream.frames[length]; ++t)
        if (factorAt(term, row, channel, t, length) !=
            factorAt(term, 0, channel, t, length))
          return false;
  return true;
}

} // namespace

std::optional<Side> readSide(Call &call, std::vector<PositionedTerm> terms,
                             int64_t each, size_t length) {
  std::vector<Traced> traced;
  for (PositionedTerm &term : terms) {
    placeHeads(call, term.stream);
    std::optional<Traced> row =
        traceRow(call, term.stream.layer, term.stream.frameShape(),
                 term.stream.product(term.stream.axes[0]));
    if (!row || !isAlikeInRows(term, length))
      return std::nullopt;
    traced.push_back(*row);
  }
  Stream placed = terms.front().stream;
  int64_t rows = placed.product(placed.axes[0]);
  for (const Candidate &candidate : findCandidates(call, terms)) {
    if (countElements(candidate.shape) != countElements(placed.frameShape()))
      continue;
    std::optional<Traced> base =
        traceRow(call, candidate.layer, candidate.shape, rows);
    auto parts =
        base ? partsBy(*base, terms, traced, each, length) : std::nullopt;
    if (!parts)
      continue;
    Side side = {placed, *parts};
    side.base.layer = candidate.layer;
    if (candidate.shape != placed.frameShape())
      side.base.layer =
          call.helper("reshape", side.base,
                      Attributes().integers("shape", placed.frameShape()))
              .layer;
    return side;
  }
  return std::nullopt;
}

} // namespace cocc::frontends
