//===- LowerEinsum.cpp - Sums over products by the letters of dimensions --===//

#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerLinear.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// "nctv,vw->nctw", and with "..." for any dimensions, which are digits once it
/// is read.
struct Equation {
  std::vector<std::string> operands;
  std::string result;

  /// False where it does not fit tensors of these ranks.
  bool read(StringRef text, ArrayRef<int64_t> ranks);
};

/// The letters with the last `count` of all digits instead of "...".
std::string spread(StringRef letters, int64_t count, int64_t most) {
  auto [before, behind] = letters.split("...");
  std::string digits;
  for (int64_t digit = most - count; digit < most; ++digit)
    digits += static_cast<char>('0' + digit);
  return letters.contains("...") ? (before + digits + behind).str()
                                 : letters.str();
}

/// The letters that occur once in all operands, in the order of the alphabet,
/// behind the dimensions of "...".
std::string implicitResult(ArrayRef<std::string> operands) {
  std::string all = join(operands, ""), result;
  for (char c : all)
    if (isDigit(c) ? !StringRef(result).contains(c)
                   : StringRef(all).count(c) == 1)
      result += c;
  llvm::sort(result);
  return result;
}

bool Equation::read(StringRef text, ArrayRef<int64_t> ranks) {
  std::string plain;
  copy_if(text, std::back_inserter(plain), [](char c) { return c != ' '; });
  auto [left, right] = StringRef(plain).split("->");
  SmallVector<StringRef> given;
  left.split(given, ',');
  if (given.size() != ranks.size())
    return false;
  SmallVector<int64_t> counts;
  for (auto [letters, rank] : zip_equal(given, ranks)) {
    bool isSpread = letters.contains("...");
    int64_t count = rank - (letters.size() - (isSpread ? 3 : 0));
    if (count < 0 || count > 9 || (!isSpread && count != 0))
      return false;
    counts.push_back(count);
  }
  int64_t most = *max_element(counts);
  for (auto [letters, count] : zip_equal(given, counts))
    operands.push_back(spread(letters, count, most));
  result = StringRef(plain).contains("->") ? spread(right, most, most)
                                           : implicitResult(operands);
  std::string all = join(operands, "");
  return all_of(result, [&](char c) { return StringRef(all).contains(c); });
}

} // namespace

bool lowerEinsum(Call &call) {
  std::vector<const Value *> tensors = call.list("tensors");
  std::vector<Lettered> operands;
  SmallVector<int64_t> ranks;
  for (const Value *tensor : tensors) {
    operands.push_back({*tensor, ""});
    ranks.push_back(operands.back().sizes().size());
  }
  Equation equation;
  if (!equation.read(call.text("equation"), ranks))
    return call.fail("has other letters than its tensors have dimensions");
  for (auto [operand, letters] : zip_equal(operands, equation.operands))
    operand.letters = letters;
  if (operands.size() == 2)
    if (std::optional<Scores> scores =
            scoresOf(operands[0], operands[1], equation.result))
      return call.give(*scores);
  return giveMade(call, contract(call, operands, equation.result));
}

} // namespace cocc::frontends
