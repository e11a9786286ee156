//===- LowerEinsum.cpp - Sums over products by the letters of dimensions --===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerLinear.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// "nctv,vw->nctw".
struct Equation {
  std::string operands[2];
  std::string result;

  bool read(StringRef text);
};

bool hasDoubles(StringRef letters) {
  return any_of(letters, [&](char c) { return letters.count(c) > 1; });
}

bool Equation::read(StringRef text) {
  std::string plain;
  copy_if(text, std::back_inserter(plain), [](char c) { return c != ' '; });
  auto [left, right] = StringRef(plain).split("->");
  auto [first, second] = left.split(',');
  operands[0] = first.str();
  operands[1] = second.str();
  result = right.str();
  return StringRef(plain).contains("->") && !StringRef(plain).contains('.') &&
         !second.contains(',') && !second.empty() && !hasDoubles(first) &&
         !hasDoubles(second) && !hasDoubles(right);
}

/// The known operand's letters, sorted by what becomes of them.
struct Roles {
  /// Summed, in the order of the stream's dimensions.
  std::string summed;
  /// Only the constant has them, in the order of the result.
  std::string added;
  /// Both have them, and the result.
  std::string shared;
};

Roles sortLetters(StringRef stream, StringRef known, StringRef result) {
  Roles roles;
  for (char c : stream)
    if (known.contains(c))
      (result.contains(c) ? roles.shared : roles.summed) += c;
  for (char c : result)
    if (known.contains(c) && !stream.contains(c))
      roles.added += c;
  return roles;
}

Constant permutedTo(const Constant &constant, StringRef letters,
                    StringRef wanted) {
  Extents order;
  for (char c : wanted)
    order.push_back(letters.find(c));
  return constant.permuted(order);
}

/// No letter is summed or added: an elementwise product.
bool giveScaled(Call &call, Stream stream, StringRef letters,
                const Constant &constant, StringRef known, StringRef result) {
  Roles roles = sortLetters(letters, known, result);
  Constant spread = permutedTo(constant, known, roles.shared);
  Extents sizes;
  for (char c : letters)
    sizes.push_back(known.contains(c) ? constant.sizes[known.find(c)] : 1);
  spread = spread.reshaped(sizes);
  if (!fitConstant(call, stream, spread))
    return false;
  Stream made = call.layer("mul_constant", stream,
                           Attributes().integers("shape", spread.sizes),
                           {{"value", spread}});
  Stream given = made;
  for (auto [place, c] : enumerate(result))
    given.dims[place] = made.dims[letters.find(c)];
  return call.give(given);
}

bool giveContracted(Call &call, const Stream &stream, StringRef letters,
                    const Constant &constant, StringRef known,
                    StringRef result) {
  Roles roles = sortLetters(letters, known, result);
  Extents summed;
  for (char c : roles.summed)
    summed.push_back(letters.find(c));
  for (int64_t dim : summed)
    if (is_contained(stream.dims[dim], Stream::time))
      return call.fail("sums over time, over the whole clip");
  Constant matrix = permutedTo(constant, known, roles.summed + roles.added);
  int64_t rows = stream.product(stream.atomsOf(summed));
  matrix = matrix.reshaped({rows, matrix.count() / rows});
  Stream made = multiply(call, stream, stream.atomsOf(summed), matrix);
  Stream given = made;
  given.axes.back().clear();
  given.dims.assign(result.size(), {});
  for (auto [place, c] : enumerate(result)) {
    if (letters.contains(c)) {
      given.dims[place] = made.dims[letters.find(c)];
    } else if (int64_t extent = constant.sizes[known.find(c)]; extent != 1) {
      given.dims[place].push_back(given.addAtom(extent));
      given.axes.back().push_back(given.dims[place].back());
    }
  }
  return call.give(given);
}

} // namespace

bool lowerEinsum(Call &call) {
  Equation equation;
  std::vector<const Value *> tensors = call.list("tensors");
  if (tensors.size() != 2 || !equation.read(call.text("equation")))
    return call.fail("there are sums over products of two tensors alone, with "
                     "each letter once a tensor and the result written out, as "
                     "in 'nctv,vw->nctw'");
  const auto *a = std::get_if<Stream>(tensors[0]),
             *b = std::get_if<Stream>(tensors[1]);
  if (a && b)
    return multiplyStreams(call, *a, equation.operands[0], *b,
                           equation.operands[1], equation.result);
  StringRef letters = equation.operands[a ? 0 : 1],
            known = equation.operands[a ? 1 : 0];
  const Stream &stream = a ? *a : *b;
  const auto &constant = std::get<Constant>(*tensors[a ? 1 : 0]);
  if (static_cast<int64_t>(letters.size()) != stream.rank() ||
      static_cast<int64_t>(known.size()) != constant.rank())
    return call.fail("has other letters than its tensors have dimensions");
  Roles roles = sortLetters(letters, known, equation.result);
  bool isComplete = all_of((letters + known).str(), [&](char c) {
    return StringRef(equation.result).contains(c) ||
           StringRef(roles.summed).contains(c);
  });
  if (!isComplete || (!roles.shared.empty() &&
                      (!roles.summed.empty() || !roles.added.empty())))
    return call.fail("multiplies with another matrix for each place of a "
                     "dimension");
  return roles.shared.empty() ? giveContracted(call, stream, letters, constant,
                                               known, equation.result)
                              : giveScaled(call, stream, letters, constant,
                                           known, equation.result);
}

} // namespace cocc::frontends
