//===- LowerContraction.cpp -----------------------------------------------===//

#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerReductions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {

Extents Lettered::sizes() const {
  if (const auto *stream = std::get_if<Stream>(&value))
    return stream->sizes();
  return std::get<Constant>(value).sizes;
}

/// The letters of `text` that `other` has, or has not.
std::string selectLetters(StringRef text, StringRef other, bool has) {
  std::string chosen;
  copy_if(text, std::back_inserter(chosen),
          [&](char c) { return other.contains(c) == has; });
  return chosen;
}

std::optional<Value> tensorAt(const Call &call, StringRef parameter) {
  if (const Stream *stream = call.stream(parameter))
    return *stream;
  const Constant *constant = call.constant(parameter);
  return constant ? std::optional<Value>(*constant) : std::nullopt;
}

Constant permutedTo(const Lettered &operand, StringRef wanted) {
  const auto &constant = std::get<Constant>(operand.value);
  if (wanted == operand.letters)
    return constant; // with its name
  Extents order;
  for (char c : wanted)
    order.push_back(operand.letters.find(c));
  return constant.permuted(order);
}

/// The extent of the letters of a constant together.
int64_t countLetters(const Lettered &operand, StringRef letters) {
  Extents sizes = operand.sizes();
  int64_t count = 1;
  for (char c : letters)
    count *= sizes[operand.letters.find(c)];
  return count;
}

/// Without the dimension of a letter, whose extent is 1.
void dropLetter(Lettered &operand, char letter) {
  size_t place = operand.letters.find(letter);
  operand.letters.erase(place, 1);
  if (auto *stream = std::get_if<Stream>(&operand.value)) {
    stream->dims.erase(stream->dims.begin() + place);
    return;
  }
  auto &constant = std::get<Constant>(operand.value);
  Extents sizes = constant.sizes;
  sizes.erase(sizes.begin() + place);
  constant = constant.reshaped(sizes);
}

namespace {

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

/// The elements of a constant at which two of its letters are the same.
Constant diagonal(const Constant &constant, size_t first, size_t second) {
  Extents sizes = constant.sizes;
  int64_t inner = 1;
  Extents strides(sizes.size());
  for (size_t i = sizes.size(); i-- > 0; inner *= sizes[i])
    strides[i] = inner;
  sizes.erase(sizes.begin() + second);
  strides[first] += strides[second];
  strides.erase(strides.begin() + second);
  std::vector<double> numbers(countElements(sizes));
  for (size_t place = 0; place < numbers.size(); ++place) {
    int64_t rest = place, from = 0;
    for (size_t i = sizes.size(); i-- > 0; rest /= sizes[i])
      from += rest % sizes[i] * strides[i];
    numbers[place] = constant.at(from);
  }
  return Constant::make(constant.type, sizes, std::move(numbers));
}

/// Leaves each letter once an operand.
bool dropDoubles(Call &call, Lettered &operand) {
  for (size_t i = 0; i < operand.letters.size(); ++i)
    for (size_t j = operand.letters.size(); j-- > i + 1;) {
      if (operand.letters[i] != operand.letters[j])
        continue;
      auto *constant = std::get_if<Constant>(&operand.value);
      if (!constant)
        return call.fail("takes a diagonal of something made from the clip");
      *constant = diagonal(*constant, i, j);
      operand.letters.erase(j, 1);
    }
  return true;
}

/// Leaves letters of extent 1 to the operands where they have more.
void dropOnes(std::vector<Lettered> &operands) {
  for (Lettered &operand : operands)
    for (char c : std::string(operand.letters)) {
      bool isMore = any_of(operands, [&](const Lettered &other) {
        return StringRef(other.letters).contains(c) &&
               countLetters(other, StringRef(&c, 1)) != 1;
      });
      if (isMore && countLetters(operand, StringRef(&c, 1)) == 1)
        dropLetter(operand, c);
    }
}

/// Sums over letters.
bool sumOver(Call &call, Lettered &operand, StringRef letters) {
  Extents dims;
  for (char c : letters)
    dims.push_back(operand.letters.find(c));
  if (auto *stream = std::get_if<Stream>(&operand.value)) {
    for (int64_t dim : dims)
      if (is_contained(stream->dims[dim], Stream::time))
        return call.fail("sums over time, over the whole clip");
    *stream = reduceFrame(call, *stream, dims, FrameReduction::Sum);
    for (char c : letters)
      dropLetter(operand, c);
    return true;
  }
  auto &constant = std::get<Constant>(operand.value);
  if (!dims.empty())
    constant = constant.reduced(dims, [](ArrayRef<double> numbers) {
      double sum = 0;
      for (double number : numbers)
        sum += number;
      return sum;
    });
  operand.letters = selectLetters(operand.letters, letters, false);
  return true;
}

//===----------------------------------------------------------------------===//
// Two constants
//===----------------------------------------------------------------------===//

Lettered contractConstants(const Lettered &a, const Lettered &b,
                           StringRef kept) {
  std::string common = selectLetters(a.letters, b.letters, true),
              shared = selectLetters(common, kept, true),
              summed = selectLetters(common, kept, false),
              left = selectLetters(a.letters, common, false),
              right = selectLetters(b.letters, common, false);
  Extents sizes;
  for (char c : shared)
    sizes.push_back(countLetters(a, StringRef(&c, 1)));
  for (char c : left)
    sizes.push_back(countLetters(a, StringRef(&c, 1)));
  for (char c : right)
    sizes.push_back(countLetters(b, StringRef(&c, 1)));
  int64_t places = countLetters(a, shared), inner = countLetters(a, summed);
  Constant x = permutedTo(a, shared + left + summed)
                   .reshaped({places, countLetters(a, left), inner}),
           y = permutedTo(b, shared + summed + right)
                   .reshaped({places, inner, countLetters(b, right)});
  return {multiplied(x, y)->reshaped(sizes), shared + left + right};
}

//===----------------------------------------------------------------------===//
// Any number
//===----------------------------------------------------------------------===//

/// Two of them, of which letters that `kept` lacks are summed.
std::optional<Lettered> contractPair(Call &call, Lettered a, Lettered b,
                                     StringRef kept) {
  for (auto [one, other] : {std::pair(&a, &b), std::pair(&b, &a)})
    if (!sumOver(
            call, *one,
            selectLetters(selectLetters(one->letters, other->letters, false),
                          kept, false)))
      return std::nullopt;
  bool isStream[] = {std::holds_alternative<Stream>(a.value),
                     std::holds_alternative<Stream>(b.value)};
  if (isStream[0] && isStream[1])
    return contractStreams(call, a, b, kept);
  if (!isStream[0] && !isStream[1])
    return contractConstants(a, b, kept);
  return isStream[0] ? contractKnown(call, a, b, kept)
                     : contractKnown(call, b, a, kept);
}

/// With its dimensions in the order of `wanted`.
Value ordered(const Lettered &operand, StringRef wanted) {
  if (std::holds_alternative<Constant>(operand.value))
    return permutedTo(operand, wanted);
  Stream stream = std::get<Stream>(operand.value), result = stream;
  result.dims.clear();
  for (char c : wanted)
    result.dims.push_back(stream.dims[operand.letters.find(c)]);
  return result;
}

bool haveEqualExtents(ArrayRef<Lettered> operands) {
  std::map<char, int64_t> extents;
  for (const Lettered &operand : operands)
    for (auto [c, extent] : zip_equal(operand.letters, operand.sizes()))
      if (extents.try_emplace(c, extent).first->second != extent)
        return false;
  return true;
}

} // namespace

std::optional<Value> contract(Call &call, std::vector<Lettered> operands,
                              StringRef result) {
  for (Lettered &operand : operands)
    if (!dropDoubles(call, operand))
      return std::nullopt;
  dropOnes(operands);
  if (!haveEqualExtents(operands)) {
    call.fail("has operands whose shapes do not fit");
    return std::nullopt;
  }
  Lettered made = operands.front();
  for (size_t i = 1; i < operands.size(); ++i) {
    std::string kept = result.str();
    for (const Lettered &later : drop_begin(operands, i + 1))
      kept += later.letters;
    std::optional<Lettered> pair = contractPair(call, made, operands[i], kept);
    if (!pair)
      return std::nullopt;
    made = *pair;
  }
  if (!sumOver(call, made, selectLetters(made.letters, result, false)))
    return std::nullopt;
  return ordered(made, result);
}

} // namespace cocc::frontends
