//===- LowerScoresEinsum.cpp - Attention written out in letters -----------===//

#include "frontends/torch/LowerAttention.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// The stream with its dimensions in the order of `wanted`.
static Stream ordered(const Stream &stream, StringRef letters,
                      const Twine &wanted) {
  Stream result = stream;
  result.dims.clear();
  for (char c : wanted.str())
    result.dims.push_back(stream.dims[letters.find(c)]);
  return result;
}

bool multiplyStreams(Call &call, Stream a, StringRef aLetters, Stream b,
                     StringRef bLetters, StringRef result) {
  std::string shared;
  char summed = 0;
  for (char c : aLetters)
    if (bLetters.contains(c) && result.contains(c))
      shared += c;
    else if (bLetters.contains(c))
      summed = c;
  bool isMatrix = shared.size() + 2 == aLetters.size() &&
                  aLetters.size() == bLetters.size() &&
                  result.size() == aLetters.size() && summed &&
                  result.starts_with(shared);
  if (!isMatrix)
    return call.fail("multiplies two tensors made from the clip, which is done "
                     "for queries and keys of attention over time alone");
  std::string query(1, result[shared.size()]), key(1, result.back());
  if (!aLetters.contains(query)) {
    std::swap(a, b);
    std::swap(aLetters, bLetters);
  }
  std::string inner(1, summed);
  return multiplyStreams(call, ordered(a, aLetters, shared + query + inner),
                         ordered(b, bLetters, shared + inner + key));
}

bool lowerScoresEinsum(Call &call) {
  std::vector<const Value *> tensors = call.list("tensors");
  std::optional<Scores> scores = call.scoresAt("tensors");
  const auto *value =
      tensors.size() == 2 ? std::get_if<Stream>(tensors[1]) : nullptr;
  std::string text = call.text("equation");
  erase(text, ' ');
  auto [operands, result] = StringRef(text).split("->");
  auto [left, right] = operands.split(',');
  bool isProduct = scores && value && left.size() >= 2 &&
                   right.size() == left.size() && result.size() == left.size();
  if (!isProduct || (left.drop_back() + right.take_back()).str() != result ||
      !right.contains(left.back()))
    return call.fail("weighs values in another way than '...qk,...kd->...qd'");
  return giveAttention(
      call, *scores,
      ordered(*value, right,
              left.drop_back(2) + left.take_back() + right.take_back()));
}

} // namespace cocc::frontends
