//===- LowerScoresEinsum.cpp - Attention written out in letters -----------===//

#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerContraction.h"
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

std::optional<Scores> scoresOf(const Lettered &a, const Lettered &b,
                               StringRef result) {
  const auto *query = std::get_if<Stream>(&a.value),
             *keys = std::get_if<Stream>(&b.value);
  StringRef queryLetters = a.letters, keyLetters = b.letters;
  if (!query || !keys || result.size() < 2)
    return std::nullopt;
  std::string shared = result.drop_back(2).str(), inner,
              rows(1, result[shared.size()]), columns(1, result.back());
  for (char c : queryLetters)
    if (keyLetters.contains(c) && !result.contains(c))
      inner += c;
  if (!queryLetters.contains(rows)) {
    std::swap(query, keys);
    std::swap(queryLetters, keyLetters);
  }
  auto isForm = [&](StringRef letters, StringRef places) {
    return letters.size() == shared.size() + 2 &&
           all_of(shared + places.str() + inner,
                  [&](char c) { return letters.contains(c); });
  };
  if (inner.size() != 1 || !isForm(queryLetters, rows) ||
      !isForm(keyLetters, columns))
    return std::nullopt;
  Scores scores;
  scores.query = ordered(*query, queryLetters, shared + rows + inner);
  scores.key = ordered(*keys, keyLetters, shared + columns + inner);
  int64_t time = scores.query.timeDim();
  if (time != scores.key.timeDim() || time == scores.query.rank() - 1)
    return std::nullopt;
  return scores;
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
