//===- LowerDistances.cpp - Norms, distances and angles -------------------===//

#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerReductions.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

static Stream power(Call &call, const Stream &input, double exponent) {
  if (exponent == 1)
    return input;
  return call.helper("pow", input, Attributes().number("exponent", exponent));
}

bool takeNorm(Call &call, Stream &stream, ArrayRef<int64_t> dims, double p) {
  constexpr StringRef called = "norm";
  if (std::isinf(p)) {
    stream = call.helper("abs", stream);
    return p > 0 ? reduce(call, stream, dims, FrameReduction::Max, called)
                 : reduceLeast(call, stream, dims, called);
  }
  if (p == 0) {
    stream =
        call.helper("compare", stream, Attributes().text("relation", "ne"));
    return reduce(call, stream, dims, FrameReduction::Sum, called);
  }
  stream = p == 2 ? power(call, stream, 2)
                  : power(call, call.helper("abs", stream), p);
  if (!reduce(call, stream, dims, FrameReduction::Sum, called))
    return false;
  stream = p == 2 ? call.helper("sqrt", stream) : power(call, stream, 1 / p);
  return true;
}

namespace {

double normOf(ArrayRef<double> numbers, double p) {
  double sum = 0, least = INFINITY, most = 0;
  for (double number : numbers) {
    sum += p == 0 ? number != 0 : std::pow(std::abs(number), p);
    least = std::min(least, std::abs(number));
    most = std::max(most, std::abs(number));
  }
  if (std::isinf(p))
    return p > 0 ? most : least;
  return p == 0 ? sum : std::pow(sum, 1 / p);
}

/// A stream or a constant with one of its dimensions, counted from the last,
/// taken together by their norm; `least` is the least that it is.
std::optional<Value> normAlong(Call &call, const Value &value, int64_t fromLast,
                               double p, double least) {
  if (const auto *given = std::get_if<Constant>(&value)) {
    Constant norm = given->reduced({given->rank() - fromLast},
                                   [&](ArrayRef<double> numbers) {
                                     return std::max(normOf(numbers, p), least);
                                   });
    return norm;
  }
  Stream stream = std::get<Stream>(value);
  int64_t dim = stream.rank() - fromLast;
  if (!takeNorm(call, stream, {dim}, p))
    return std::nullopt;
  stream.dims.erase(stream.dims.begin() + dim);
  if (least > 0)
    stream = call.helper("clamp", stream, Attributes().number("low", least));
  return stream;
}

/// Elementwise, by letters.
std::optional<Value> multiplied(Call &call, const Value &a, const Value &b,
                                int64_t rank, StringRef result) {
  auto lettered = [&](const Value &value) {
    Lettered operand = {value, ""};
    size_t own = operand.sizes().size();
    for (int64_t dim = rank - own; dim < rank; ++dim)
      operand.letters += static_cast<char>('0' + dim);
    return operand;
  };
  return contract(call, {lettered(a), lettered(b)}, result);
}

std::optional<Value> inverse(Call &call, const Value &value) {
  if (const auto *stream = std::get_if<Stream>(&value))
    return call.helper("pow", *stream, Attributes().number("exponent", -1));
  const auto &constant = std::get<Constant>(value);
  return constant.mapped(constant.type, [](double x) { return 1 / x; });
}

/// x . y / (max(|x|, eps) * max(|y|, eps)) along a dimension.
bool lowerCosine(Call &call) {
  std::optional<Value> a = tensorAt(call, "x1"), b = tensorAt(call, "x2");
  if (!a || !b)
    return call.fail("takes two tensors");
  int64_t rank = std::max(Lettered{*a, ""}.sizes().size(),
                          Lettered{*b, ""}.sizes().size());
  int64_t dim = call.dim("dim", rank, 1);
  double eps = call.number("eps", 1e-8);
  SmallVector<int64_t> extents;
  for (const Value &value : {*a, *b}) {
    Extents sizes = Lettered{value, ""}.sizes();
    int64_t own = dim - (rank - static_cast<int64_t>(sizes.size()));
    extents.push_back(own < 0 ? 1 : sizes[own]);
  }
  if (extents[0] != extents[1])
    return call.fail("compares vectors of " + Twine(extents[0]) + " and " +
                     Twine(extents[1]) + " elements");
  std::string kept, places;
  for (int64_t each = 0; each < rank; ++each)
    if (each != dim)
      kept += static_cast<char>('0' + each);
  for (int64_t each = 0; each + 1 < rank; ++each)
    places += static_cast<char>('0' + each);
  std::optional<Value> product = multiplied(call, *a, *b, rank, kept),
                       m = normAlong(call, *a, rank - dim, 2, eps),
                       n = normAlong(call, *b, rank - dim, 2, eps);
  if (!product || !m || !n)
    return false;
  for (const Value &norm : {*m, *n}) {
    std::optional<Value> factor = inverse(call, norm);
    product = multiplied(call, *product, *factor, rank - 1, places);
    if (!product)
      return false;
  }
  return giveMade(call, product);
}

/// The norm of x - y + eps along the last dimension.
bool lowerDistance(Call &call) {
  std::optional<Value> a = tensorAt(call, "x1"), b = tensorAt(call, "x2");
  if (!a || !b)
    return call.fail("takes two tensors");
  std::optional<Value> difference = weightedSum(call, *a, 1, *b, -1);
  if (difference)
    difference = weightedSum(
        call, *difference, 1,
        Constant::filled(TorchType::Float32, {}, call.number("eps", 1e-6)), 1);
  std::optional<Value> norm =
      difference ? normAlong(call, *difference, 1, call.number("p", 2), 0)
                 : std::nullopt;
  if (auto *stream = norm ? std::get_if<Stream>(&*norm) : nullptr;
      stream && call.flag("keepdim"))
    stream->dims.emplace_back();
  return giveMade(call, norm);
}

constexpr LowerEntry entries[] = {{"cosine_similarity", lowerCosine},
                                  {"pairwise_distance", lowerDistance}};

} // namespace

LowerTable distanceTable() { return entries; }

} // namespace cocc::frontends
