//===- LowerStreamProducts.cpp - Products of two streams ------------------===//

#include "frontends/torch/LowerAlign.h"
#include "frontends/torch/LowerContraction.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Two streams and their letters by what becomes of them.
struct Pair {
  Stream a, b;
  std::string aLetters, bLetters;
  /// Both have them; `shared` stay.
  std::string shared, summed;
  /// One has them.
  std::string left, right;

  int64_t dimOfA(char c) const { return aLetters.find(c); }
  int64_t dimOfB(char c) const { return bLetters.find(c); }
  Atoms atomsOfA(StringRef letters) const;
  Atoms atomsOfB(StringRef letters) const;
};

Atoms Pair::atomsOfA(StringRef letters) const {
  SmallVector<int64_t> dims;
  for (char c : letters)
    dims.push_back(dimOfA(c));
  return a.atomsOf(dims);
}

Atoms Pair::atomsOfB(StringRef letters) const {
  SmallVector<int64_t> dims;
  for (char c : letters)
    dims.push_back(dimOfB(c));
  return b.atomsOf(dims);
}

Pair sortLetters(const Lettered &a, const Lettered &b, StringRef kept) {
  Pair pair = {std::get<Stream>(a.value),
               std::get<Stream>(b.value),
               a.letters,
               b.letters,
               "",
               "",
               "",
               ""};
  for (char c : a.letters)
    if (!StringRef(b.letters).contains(c))
      pair.left += c;
    else
      (kept.contains(c) ? pair.shared : pair.summed) += c;
  for (char c : b.letters)
    if (!StringRef(a.letters).contains(c))
      pair.right += c;
  return pair;
}

/// The letter of the dimension with time, or 0.
char letterOfTime(const Stream &stream, StringRef letters) {
  int dim = stream.timeDim();
  return dim < 0 ? 0 : letters[dim];
}

/// What is of a window gets the letter that time has in the other.
void restoreTime(Stream &stream, std::string &letters, const Stream &clip,
                 char letter) {
  if (!letter || stream.timeDim() >= 0 || StringRef(letters).contains(letter))
    return;
  Stream timed = stream;
  timed.dims.push_back({});
  if (!timed.restoreTime(timed.rank() - 1, clip.frames))
    return;
  stream = timed;
  letters += letter;
}

bool meetInTime(Call &call, const Pair &pair) {
  char time = letterOfTime(pair.a, pair.aLetters),
       other = letterOfTime(pair.b, pair.bLetters);
  if (time != other || StringRef(pair.summed).contains(time))
    return call.fail("multiplies the frames of the clip with frames at other "
                     "places; what a frame gives to another is known for "
                     "queries and keys of attention alone, (..., frames, "
                     "channels) @ (..., channels, frames)");
  return !time || pair.a.frames == pair.b.frames ||
         call.fail("multiplies a stream of " +
                   call.showByLength(pair.a.frames) + " frames with one of " +
                   call.showByLength(pair.b.frames));
}

/// Makes the atoms of common letters alike.
bool matchLetters(Call &call, Pair &pair) {
  for (char c : pair.shared + pair.summed)
    if (!matchAtoms(pair.a, pair.dimOfA(c), pair.b, pair.dimOfB(c)))
      return call.fail(
          "multiplies streams whose dimensions were taken apart in "
          "different ways");
  auto isAcross = [](const Stream &stream, ArrayRef<int> atoms) {
    return any_of(atoms, [&](int atom) { return stream.isBatch(atom); });
  };
  if (isAcross(pair.a, pair.atomsOfA(pair.left + pair.summed)) ||
      isAcross(pair.b, pair.atomsOfB(pair.right + pair.summed)))
    return call.fail("multiplies the rows of the batch with each other, which "
                     "do not see each other");
  return true;
}

/// The atoms that both have and keep: those of the batch, and others.
struct SharedAtoms {
  Atoms batch[2], places[2];
};

SharedAtoms splitShared(const Pair &pair) {
  SharedAtoms shared;
  for (auto [x, y] :
       zip_equal(pair.atomsOfA(pair.shared), pair.atomsOfB(pair.shared))) {
    bool isBatch = pair.a.isBatch(x) || pair.b.isBatch(y);
    (isBatch ? shared.batch : shared.places)[0].push_back(x);
    (isBatch ? shared.batch : shared.places)[1].push_back(y);
  }
  return shared;
}

/// A join of the two, arranged, with the frame [batch, places, left, right] or,
/// without places, [batch, left, 1, right].
Lettered join(Call &call, StringRef called, const Pair &pair) {
  Stream made = call.join(called, {pair.a, pair.b});
  Lettered result = {pair.a, pair.shared + pair.left};
  auto &stream = std::get<Stream>(result.value);
  stream.follow(made);
  stream.isOfWindow = pair.a.isOfWindow && pair.b.isOfWindow;
  stream.dims.clear();
  for (char c : result.letters)
    stream.dims.push_back(pair.a.dims[pair.dimOfA(c)]);
  stream.axes.back().clear();
  for (char c : pair.right) {
    Atoms &dim = stream.dims.emplace_back();
    for (int atom : pair.b.dims[pair.dimOfB(c)]) {
      dim.push_back(stream.addAtom(pair.b.extentOf(atom)));
      stream.axes.back().push_back(dim.back());
    }
    result.letters += c;
  }
  return result;
}

/// Brings both to matrices for each channel, [batch, places, left, inner] and
/// [batch, places, inner, right]. Without places the channels are those of the
/// left matrices' rows, which all meet one right matrix.
void placeMatrices(Call &call, Pair &pair) {
  SharedAtoms shared = splitShared(pair);
  Atoms left = pair.atomsOfA(pair.left), right = pair.atomsOfB(pair.right);
  bool byPlaces = pair.a.product(shared.places[0]) > 1;
  pair.a = call.arrange(
      pair.a, {shared.batch[0], byPlaces ? shared.places[0] : left,
               byPlaces ? left : Atoms(), pair.atomsOfA(pair.summed)});
  pair.b = call.arrange(pair.b,
                        {shared.batch[1], byPlaces ? shared.places[1] : Atoms(),
                         pair.atomsOfB(pair.summed), right});
}

/// Element by element: the letters of one are among the other's.
std::optional<Lettered> multiplyElements(Call &call, Pair pair) {
  Stream spread = pair.b;
  spread.dims.clear();
  for (char c : pair.aLetters)
    spread.dims.push_back(StringRef(pair.shared).contains(c)
                              ? pair.b.dims[pair.dimOfB(c)]
                              : Atoms());
  if (!call.align(pair.a, spread))
    return std::nullopt;
  return Lettered{call.join("mul", {pair.a, spread}), pair.aLetters};
}

} // namespace

std::optional<Lettered> contractStreams(Call &call, const Lettered &a,
                                        const Lettered &b, StringRef kept) {
  Lettered x = a, y = b;
  auto &left = std::get<Stream>(x.value), &right = std::get<Stream>(y.value);
  restoreTime(left, x.letters, right, letterOfTime(right, y.letters));
  restoreTime(right, y.letters, left, letterOfTime(left, x.letters));
  Pair pair = sortLetters(x, y, kept);
  if (!meetInTime(call, pair) || !matchLetters(call, pair))
    return std::nullopt;
  bool isSum = pair.a.product(pair.atomsOfA(pair.summed)) != 1;
  if (!isSum && pair.left.empty() && !pair.right.empty())
    return contractStreams(call, b, a, kept);
  if (pair.summed.empty() && pair.right.empty())
    return multiplyElements(call, pair);
  // More channels fill more of a vector.
  if (pair.a.product(pair.atomsOfA(pair.left)) <
      pair.b.product(pair.atomsOfB(pair.right)))
    return contractStreams(call, b, a, kept);
  placeMatrices(call, pair);
  return join(call, isSum ? "frame_matmul" : "mul", pair);
}

} // namespace cocc::frontends
