//===- LowerProducts.cpp - Products that are einsums by another name ------===//
//
// Of streams and of constants alike; digits are the letters of dimensions whose
// number varies.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerAttention.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerLinear.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// A tensor that `parameter` must be.
std::optional<Value> tensorOf(Call &call, StringRef parameter) {
  if (std::optional<Value> found = tensorAt(call, parameter))
    return found;
  call.fail("'" + parameter + "' must be a tensor");
  return std::nullopt;
}

int64_t rankOf(const Value &value) {
  return Lettered{value, ""}.sizes().size();
}

/// The last `count` of the digits below `most`.
std::string digits(int64_t count, int64_t most) {
  std::string letters;
  for (int64_t digit = most - count; digit < most; ++digit)
    letters += static_cast<char>('0' + digit);
  return letters;
}

bool giveContracted(Call &call, std::vector<Lettered> operands,
                    StringRef result) {
  for (const Lettered &operand : operands)
    if (static_cast<size_t>(rankOf(operand.value)) != operand.letters.size())
      return call.fail("has tensors of other ranks than it takes");
  return giveMade(call, contract(call, std::move(operands), result));
}

/// An operator whose tensors have these letters.
bool giveLettered(Call &call, StringRef a, StringRef aLetters, StringRef b,
                  StringRef bLetters, StringRef result) {
  std::optional<Value> x = tensorOf(call, a), y = tensorOf(call, b);
  return x && y &&
         giveContracted(call, {{*x, aLetters.str()}, {*y, bLetters.str()}},
                        result);
}

bool lowerOuter(Call &call) {
  return giveLettered(call, "self", "i", call.has("vec2") ? "vec2" : "other",
                      "j", "ij");
}

bool lowerDot(Call &call) {
  return giveLettered(call, "self", "i",
                      call.has("tensor") ? "tensor" : "other", "i", "");
}

/// The last dimensions of both meet.
bool lowerInner(Call &call) {
  std::optional<Value> a = tensorOf(call, "self"), b = tensorOf(call, "other");
  if (!a || !b)
    return false;
  int64_t m = rankOf(*a), n = rankOf(*b);
  if (m == 0 || n == 0)
    return call.fail("has tensors of other ranks than it takes");
  std::string left = digits(m - 1, m - 1), right;
  for (int64_t dim = 0; dim + 1 < n; ++dim)
    right += static_cast<char>('a' + dim);
  return giveContracted(call, {{*a, left + "z"}, {*b, right + "z"}},
                        left + right);
}

/// One dimension of both meets, place by place along the others.
bool lowerVecdot(Call &call) {
  std::optional<Value> a = tensorOf(call, "x"), b = tensorOf(call, "y");
  if (!a || !b)
    return false;
  int64_t m = rankOf(*a), n = rankOf(*b), most = std::max(m, n);
  std::string result = digits(most, most);
  result.erase(call.dim("dim", most, -1), 1);
  return giveContracted(call, {{*a, digits(m, most)}, {*b, digits(n, most)}},
                        result);
}

bool lowerTensordot(Call &call) {
  std::optional<Value> a = tensorOf(call, "self"), b = tensorOf(call, "other");
  if (!a || !b)
    return false;
  std::string left, right, result;
  for (int64_t dim = 0; dim < rankOf(*a); ++dim)
    left += static_cast<char>('a' + dim);
  for (int64_t dim = 0; dim < rankOf(*b); ++dim)
    right += static_cast<char>('A' + dim);
  Extents from = call.integers("dims_self"), to = call.integers("dims_other");
  for (auto [x, y] : zip(from, to)) {
    int64_t other = y < 0 ? y + right.size() : y;
    int64_t own = x < 0 ? x + left.size() : x;
    if (own < 0 || own >= rankOf(*a) || other < 0 || other >= rankOf(*b))
      return call.fail("sums over dimensions that its tensors do not have");
    right[other] = left[own];
  }
  for (char c : left + right)
    if (!StringRef(left).contains(c) || !StringRef(right).contains(c))
      result += c;
  return giveContracted(call, {{*a, left}, {*b, right}}, result);
}

/// What is given, as it is, plus `self`, each with its factor.
bool giveAdded(Call &call, const std::optional<Value> &product) {
  if (!product)
    return false;
  std::optional<Value> added = tensorOf(call, "self");
  double beta = call.number("beta", 1), alpha = call.number("alpha", 1);
  if (!added)
    return false;
  if (beta == 0) // `self` is not read, whatever is in it
    added = Constant::filled(TorchType::Float32, {}, 0);
  std::optional<Value> sum = weightedSum(call, *added, beta, *product, alpha);
  return giveMade(call, sum);
}

bool addLettered(Call &call, StringRef a, StringRef aLetters, StringRef b,
                 StringRef bLetters, StringRef result) {
  std::optional<Value> x = tensorOf(call, a), y = tensorOf(call, b);
  return x && y &&
         giveAdded(call,
                   contract(call, {{*x, aLetters.str()}, {*y, bLetters.str()}},
                            result));
}

bool lowerAddmv(Call &call) {
  return addLettered(call, "mat", "ij", "vec", "j", "i");
}

bool lowerAddr(Call &call) {
  return addLettered(call, "vec1", "i", "vec2", "j", "ij");
}

bool lowerAddbmm(Call &call) {
  return addLettered(call, "batch1", "bij", "batch2", "bjk", "ik");
}

/// Scores of batches of matrices, with a mask to start from, or else any
/// matrices.
bool lowerBaddbmm(Call &call) {
  std::optional<Value> a = tensorOf(call, "batch1"),
                       b = tensorOf(call, "batch2");
  if (!a || !b)
    return false;
  Lettered left = {*a, "bij"}, right = {*b, "bjk"};
  std::optional<Scores> scores = scoresOf(left, right, "bik");
  std::vector<Constant> masks = call.constantAt("self");
  if (!scores || masks.empty())
    return giveAdded(call, contract(call, {left, right}, "bik"));
  double beta = call.number("beta", 1);
  for (Constant &mask : masks)
    mask = mask.mapped(TorchType::Float32,
                       [=](double number) { return number * beta; });
  if (beta != 0) {
    scores->bias = masks.front();
    scores->biasElsewhere.assign(masks.begin() + 1, masks.end());
  }
  scores->scale = call.number("alpha", 1);
  return call.give(*scores);
}

/// Pairs of channels by a matrix for each output.
bool lowerBilinear(Call &call) {
  std::optional<Value> a = tensorOf(call, "input1"),
                       b = tensorOf(call, "input2"),
                       weight = tensorOf(call, "weight");
  if (!a || !b || !weight)
    return false;
  int64_t places = rankOf(*a) - 1;
  std::string outer = digits(places, places);
  std::optional<Value> made =
      contract(call, {{*a, outer + "i"}, {*weight, "oij"}, {*b, outer + "j"}},
               outer + "o");
  std::optional<Value> bias = tensorAt(call, "bias");
  if (made && bias)
    made = weightedSum(call, *made, 1, *bias, 1);
  return giveMade(call, made);
}

} // namespace

bool lowerAddedProduct(Call &call) {
  return addLettered(call, "mat1", "ij", "mat2", "jk", "ik");
}

bool lowerMatmul(Call &call) {
  StringRef right = call.has("other")  ? "other"
                    : call.has("mat2") ? "mat2"
                                       : "vec";
  std::optional<Value> a = tensorOf(call, "self"), b = tensorOf(call, right);
  if (!a || !b)
    return false;
  int64_t m = rankOf(*a), n = rankOf(*b), most = std::max({m, n, int64_t(2)});
  if (m == 0 || n == 0)
    return call.fail("multiplies with a number as if it were a matrix");
  std::string outer = digits(most - 2, most - 2), result = outer;
  Lettered x = {*a, m == 1 ? "j" : digits(m - 2, most - 2) + "ij"},
           y = {*b, n == 1 ? "j" : digits(n - 2, most - 2) + "jk"};
  result += m == 1 ? "" : "i";
  result += n == 1 ? "" : "k";
  if (std::optional<Scores> scores = scoresOf(x, y, result))
    return call.give(*scores);
  return giveContracted(call, {x, y}, result);
}

static constexpr LowerEntry entries[] = {{"mm", lowerMatmul},
                                         {"mv", lowerMatmul},
                                         {"matmul", lowerMatmul},
                                         {"bmm", lowerMatmul},
                                         {"__matmul__", lowerMatmul},
                                         {"linalg_matmul", lowerMatmul},
                                         {"outer", lowerOuter},
                                         {"ger", lowerOuter},
                                         {"dot", lowerDot},
                                         {"vdot", lowerDot},
                                         {"inner", lowerInner},
                                         {"linalg_vecdot", lowerVecdot},
                                         {"tensordot", lowerTensordot},
                                         {"einsum", lowerEinsum},
                                         {"addmv", lowerAddmv},
                                         {"addr", lowerAddr},
                                         {"addbmm", lowerAddbmm},
                                         {"baddbmm", lowerBaddbmm},
                                         {"bilinear", lowerBilinear}};

LowerTable productTable() { return entries; }

} // namespace cocc::frontends
