//===- LowerComplex.cpp - Complex numbers as pairs ------------------------===//

#include "frontends/torch/LowerComplexMath.h"
#include "frontends/torch/LowerConstantFrames.h"
#include "frontends/torch/LowerJoins.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

Complex realNumbers(const Value &value) {
  if (const auto *numbers = std::get_if<Complex>(&value))
    return *numbers;
  return {partOf(value), numberPart(0)};
}

Complex getComplex(Call &call, PartMath &math, StringRef parameter) {
  if (const Complex *numbers = call.complex(parameter))
    return *numbers;
  const TorchArgument *argument = call.node.find(parameter);
  if (argument && argument->kind == TorchArgument::Kind::Complex) {
    if (argument->floats[0].moves() || argument->floats[1].moves())
      math.fail("'" + parameter +
                "' is another number for each length of the clip");
    return {numberPart(argument->floats[0].value),
            numberPart(argument->floats[1].value)};
  }
  return {math.get(parameter), numberPart(0)};
}

Real spread(Call &call, PartMath &math, Real part, const Extents &sizes) {
  if (const auto *constant = std::get_if<Constant>(&part)) {
    if (std::optional<Constant> whole = constant->expanded(sizes))
      return *whole;
    math.fail("has operands whose shapes do not fit");
    return part;
  }
  auto stream = std::get<Stream>(part);
  while (stream.rank() < static_cast<int64_t>(sizes.size()))
    stream.dims.insert(stream.dims.begin(), Atoms());
  for (auto [dim, size] : enumerate(sizes))
    if (stream.product(stream.dims[dim]) == 1 && size != 1)
      stream = call.repeat(stream, dim, size);
  return stream;
}

Extents wholeSizes(const Complex &numbers) {
  auto sizesOf = [](const Real &part) {
    const auto *stream = std::get_if<Stream>(&part);
    return stream ? stream->sizes() : std::get<Constant>(part).sizes;
  };
  Extents sizes = sizesOf(numbers.real), other = sizesOf(numbers.imaginary);
  if (sizes.size() < other.size())
    std::swap(sizes, other);
  for (auto [size, more] : zip(reverse(sizes), reverse(other)))
    size = std::max(size, more);
  return sizes;
}

bool makeStreams(Call &call, Complex &numbers) {
  PartMath math(call);
  Extents sizes = wholeSizes(numbers);
  numbers.real = spread(call, math, numbers.real, sizes);
  numbers.imaginary = spread(call, math, numbers.imaginary, sizes);
  if (math.hasFailed())
    return false;
  const auto like = std::get<Stream>(
      isStream(numbers.real) ? numbers.real : numbers.imaginary);
  for (Real *part : {&numbers.real, &numbers.imaginary}) {
    if (isStream(*part))
      continue;
    std::optional<Stream> made =
        constantLike(call, like, std::get<Constant>(*part));
    if (!made)
      return false;
    *part = *made;
  }
  return true;
}

bool givePairs(Call &call, const Complex &numbers, const Extents &sizes) {
  PartMath math(call);
  std::vector<Value> parts;
  for (const Real &part : {numbers.real, numbers.imaginary}) {
    Value &value = parts.emplace_back(valueOf(spread(call, math, part, sizes)));
    if (auto *stream = std::get_if<Stream>(&value))
      stream->dims.emplace_back();
    else
      std::get<Constant>(value).sizes.push_back(1);
  }
  if (math.hasFailed())
    return false;
  int64_t last = sizes.size();
  if (!isStream(numbers.real) && !isStream(numbers.imaginary))
    return math.give(*concatenated(
        {std::get<Constant>(parts[0]), std::get<Constant>(parts[1])}, last));
  std::optional<Stream> pairs = concatenate(call, parts, last);
  return pairs && call.give(*pairs);
}

namespace {

/// A known part of a stream becomes one too: there is one for each length.
bool givePartOf(Call &call, Real Complex::*part) {
  ComplexMath math(call);
  Complex numbers = math.numbers("self");
  bool isMade = isStream(numbers.real) || isStream(numbers.imaginary);
  return !math.hasFailed() && (!isMade || makeStreams(call, numbers)) &&
         math.givePart(numbers.*part);
}

bool lowerReal(Call &call) { return givePartOf(call, &Complex::real); }
bool lowerImaginary(Call &call) {
  return givePartOf(call, &Complex::imaginary);
}

bool lowerConjugate(Call &call) {
  ComplexMath math(call);
  const Value *value = call.find("self");
  if (value && !call.complex("self"))
    return call.give(*value);
  return math.giveNumbers(math.conjugate(math.numbers("self")));
}

/// Conjugation is done at once here.
bool lowerSame(Call &call) {
  const Value *value = call.find("self");
  return value ? call.give(*value) : call.fail("has no tensor");
}

bool lowerMake(Call &call) {
  ComplexMath math(call);
  Real real = math.get("real"), imaginary = math.get("imag");
  return math.giveNumbers({real, imaginary});
}

bool lowerPolar(Call &call) {
  ComplexMath math(call);
  Real size = math.get("abs"), angle = math.get("angle");
  return math.giveNumbers(math.polar(size, angle));
}

/// One of the two places of the last dimension, which is gone.
Real takeLast(Call &call, const Real &part, int64_t place) {
  if (const auto *constant = std::get_if<Constant>(&part)) {
    Constant taken = constant->sliced(constant->rank() - 1, place, 1, 1);
    Extents sizes = taken.sizes;
    sizes.pop_back();
    return taken.reshaped(sizes);
  }
  auto stream = std::get<Stream>(part);
  int64_t dim = stream.rank() - 1;
  int axis = call.isolate(stream, dim);
  Stream taken = call.layer("slice", stream,
                            Attributes()
                                .integer("axis", axis)
                                .integer("start", place, 0)
                                .integer("end", place + 1));
  taken.resize(dim, axis, 1);
  taken.dims.pop_back();
  return taken;
}

bool lowerViewAsComplex(Call &call) {
  ComplexMath math(call);
  Real pairs = math.get("self");
  if (math.hasFailed())
    return false;
  const auto *stream = std::get_if<Stream>(&pairs);
  if (stream && is_contained(stream->dims.back(), Stream::time))
    return call.fail("takes frames for real and imaginary parts");
  return math.giveNumbers({takeLast(call, pairs, 0), takeLast(call, pairs, 1)});
}

bool lowerViewAsReal(Call &call) {
  ComplexMath math(call);
  Complex numbers = math.numbers("self");
  Extents sizes = call.resultSizes();
  sizes.pop_back();
  return !math.hasFailed() && givePairs(call, numbers, sizes);
}

/// To another type; what is to be real loses its imaginary part.
bool lowerCast(Call &call) {
  return call.resultType() == TorchType::Complex64 ? lowerSame(call)
                                                   : lowerReal(call);
}

constexpr LowerEntry entries[] = {{"imag", lowerImaginary},
                                  {"to", lowerCast},
                                  {"_to_copy", lowerCast},
                                  {"view_as_real", lowerViewAsReal}};

constexpr LowerEntry entriesOfBoth[] = {{"complex", lowerMake},
                                        {"polar", lowerPolar},
                                        {"view_as_complex", lowerViewAsComplex},
                                        {"real", lowerReal},
                                        {"conj", lowerConjugate},
                                        {"resolve_conj", lowerSame},
                                        {"resolve_neg", lowerSame}};

} // namespace

LowerTable complexViewTable() { return entries; }
LowerTable complexOrRealTable() { return entriesOfBoth; }

} // namespace cocc::frontends
