//===- LowerWrites.cpp - Writes into parts of a tensor --------------------===//

#include "frontends/torch/LowerPieces.h"
#include "frontends/torch/LowerRanges.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerShapes.h"
#include "llvm/ADT/STLExtras.h"
#include <limits>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A slice of a dimension of what the one before took, or one place of it,
/// which then has no dimension of its own.
struct Cut {
  int64_t dim = 0;
  Frames start, end;
  int64_t step = 1;
  bool isSelect = false;
};

std::vector<Cut> readCuts(const Call &call) {
  constexpr int64_t open = std::numeric_limits<int64_t>::max();
  if (call.op != "cocc.write.default") {
    bool isSelect = call.op == "select_scatter";
    return {{call.integer("dim"), call.integerAt(isSelect ? "index" : "start"),
             call.integerAt("end", open), call.integer("step", 1), isSelect}};
  }
  Extents dims = call.integers("dims"), steps = call.integers("steps");
  std::vector<Frames> starts = call.integersAt("starts"),
                      ends = call.integersAt("ends");
  const std::vector<bool> &selects = call.node.find("selects")->bools;
  std::vector<Cut> cuts;
  for (size_t i = 0; i < dims.size(); ++i)
    cuts.push_back({dims[i], starts[i], ends[i], steps[i], selects[i]});
  return cuts;
}

/// A part of a tensor of the shape `sizes`, for each length of the clip.
struct Box {
  std::vector<Frames> start, end;
  /// The dimensions that a slice of the part has.
  SmallVector<int64_t> dims;

  explicit Box(const std::vector<Frames> &sizes) : end(sizes) {
    for (size_t dim = 0; dim < sizes.size(); ++dim) {
      start.emplace_back(sizes[dim].size(), 0);
      dims.push_back(dim);
    }
  }
};

/// Takes a part of the box. Fails for steps, and for a part that a program of
/// one length alone may have counted from either end.
bool takeCut(Call &call, Box &box, const Cut &cut, int64_t time) {
  int64_t place = cut.dim < 0 ? cut.dim + box.dims.size() : cut.dim;
  if (place < 0 || place >= static_cast<int64_t>(box.dims.size()))
    return call.fail("writes along a dimension that is not there");
  int64_t dim = box.dims[place];
  if (cut.step != 1)
    return call.fail("writes into places that lie apart (a step of " +
                     Twine(cut.step) + "); stack or cat the parts instead");
  Frames sizes, start = cut.start, end = cut.end;
  for (auto [from, to] : zip_equal(box.start[dim], box.end[dim]))
    sizes.push_back(to - from);
  for (auto [from, to, size] : zip_equal(start, end, sizes)) {
    from = std::clamp<int64_t>(from < 0 ? from + size : from, 0, size);
    to = cut.isSelect ? from + 1 : to < 0 ? to + size : to;
    to = std::clamp<int64_t>(to, from, size);
  }
  if (dim == time && !cut.isSelect &&
      !findRange(call, cut.start, cut.end, sizes))
    return false;
  for (auto [from, to, newFrom, newTo] :
       zip_equal(box.start[dim], box.end[dim], start, end)) {
    to = from + newTo;
    from += newFrom;
  }
  if (cut.isSelect)
    box.dims.erase(box.dims.begin() + place);
  return true;
}

/// The shape of a call's result, for each length of the clip.
std::vector<Frames> resultFrames(const Call &call) {
  std::vector<Frames> sizes(call.resultSizes().size());
  for (size_t length = 0; length < call.countLengths(); ++length)
    for (auto [size, extent] : zip_equal(sizes, call.resultSizesAt(length)))
      size.push_back(extent);
  return sizes;
}

/// `parameter` as a piece in the box. A stream has an own dimension for each of
/// the whole.
bool readPiece(Call &call, StringRef parameter, const Box &box, Piece &piece) {
  piece.start = box.start;
  piece.end = box.end;
  if (const Stream *stream = call.stream(parameter)) {
    piece.stream = *stream;
    for (size_t dim = 0; dim < box.start.size(); ++dim)
      if (!is_contained(box.dims, static_cast<int64_t>(dim)))
        piece.stream->dims.insert(piece.stream->dims.begin() + dim, Atoms());
    return piece.stream->rank() == static_cast<int64_t>(box.start.size()) ||
           call.fail("writes a tensor of another rank than the part has");
  }
  piece.known = call.constantAt(parameter);
  for (auto [length, known] : enumerate(piece.known)) {
    Extents sizes;
    for (size_t dim = 0; dim < box.start.size(); ++dim) {
      sizes.push_back(box.end[dim][length] - box.start[dim][length]);
      if (!is_contained(box.dims, static_cast<int64_t>(dim)))
        known.sizes.insert(known.sizes.begin() + dim, 1);
    }
    std::optional<Constant> whole = known.expanded(sizes);
    if (!whole)
      return call.fail("has operands whose shapes do not fit");
    known = *whole;
  }
  return !piece.known.empty() ||
         call.fail("writes what is neither a tensor nor known");
}

/// Of the streams that are written, and of what they are written into.
int64_t findTime(const Call &call, ArrayRef<Cut> cuts) {
  if (const Stream *into = call.stream("self"))
    return into->timeDim();
  const Stream *written = call.stream("src");
  if (!written)
    return -1;
  // Dimensions that were selected are missing before that of time.
  SmallVector<int64_t> dims;
  for (size_t dim = 0; dim < call.resultSizes().size(); ++dim)
    dims.push_back(dim);
  for (const Cut &cut : cuts)
    if (cut.isSelect)
      dims.erase(dims.begin() +
                 (cut.dim < 0 ? cut.dim + static_cast<int64_t>(dims.size())
                              : cut.dim));
  int64_t time = written->timeDim();
  return time < 0 || time >= static_cast<int64_t>(dims.size()) ? -1
                                                               : dims[time];
}

bool lowerWrite(Call &call) {
  std::vector<Cut> cuts = readCuts(call);
  std::vector<Frames> sizes = resultFrames(call);
  Assembled result;
  if (const Assembled *before = call.assembled("self")) {
    result = *before;
  } else {
    result.time = findTime(call, cuts);
    Piece whole;
    if (!readPiece(call, "self", Box(sizes), whole))
      return false;
    result.pieces.push_back(std::move(whole));
  }
  Box box(sizes);
  for (const Cut &cut : cuts)
    if (!takeCut(call, box, cut, result.time))
      return false;
  Piece piece;
  if (!readPiece(call, "src", box, piece))
    return false;
  if (piece.stream && result.time < 0)
    result.time = piece.stream->timeDim();
  result.pieces.push_back(std::move(piece));
  return call.give(std::move(result));
}

/// What is written into all of a tensor.
bool lowerCopy(Call &call) {
  Stream source;
  return call.need("src", source) && giveExpanded(call, source);
}

constexpr LowerEntry entries[] = {{"cocc.write.default", lowerWrite},
                                  {"slice_scatter", lowerWrite},
                                  {"select_scatter", lowerWrite},
                                  {"copy", lowerCopy}};

} // namespace

bool writesInto(const Call &call, StringRef parameter) {
  return parameter == "self" && findIn(pieceTable(), call.op) == lowerWrite;
}

LowerTable pieceTable() { return entries; }

} // namespace cocc::frontends
