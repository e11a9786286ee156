//===- LowerComplexParts.cpp - Real and imaginary parts each --------------===//
//
// What only moves numbers, and what is linear with real factors, is done to the
// real parts and to the imaginary parts as to any real tensors.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerComplex.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

bool lowerByParts(Call &call) { return call.lowerByParts(); }

/// Linear in each of two operands, of which one must be real.
bool lowerProduct(Call &call) { return call.lowerByParts(/*mostComplex=*/1); }

constexpr LowerEntry entries[] = {{"alias", lowerByParts},
                                  {"broadcast_to", lowerByParts},
                                  {"cat", lowerByParts},
                                  {"chunk", lowerByParts},
                                  {"clone", lowerByParts},
                                  {"concat", lowerByParts},
                                  {"concatenate", lowerByParts},
                                  {"constant_pad_nd", lowerByParts},
                                  {"contiguous", lowerByParts},
                                  {"detach", lowerByParts},
                                  {"diff", lowerByParts},
                                  {"dropout", lowerByParts},
                                  {"expand", lowerByParts},
                                  {"expand_as", lowerByParts},
                                  {"flatten", lowerByParts},
                                  {"flip", lowerByParts},
                                  {"index", lowerByParts},
                                  {"index_select", lowerByParts},
                                  {"lift_fresh_copy", lowerByParts},
                                  {"mT", lowerByParts},
                                  {"mean", lowerByParts},
                                  {"moveaxis", lowerByParts},
                                  {"movedim", lowerByParts},
                                  {"narrow", lowerByParts},
                                  {"neg", lowerByParts},
                                  {"numpy_T", lowerByParts},
                                  {"pad", lowerByParts},
                                  {"permute", lowerByParts},
                                  {"repeat", lowerByParts},
                                  {"reshape", lowerByParts},
                                  {"roll", lowerByParts},
                                  {"select", lowerByParts},
                                  {"slice", lowerByParts},
                                  {"split", lowerByParts},
                                  {"split_with_sizes", lowerByParts},
                                  {"squeeze", lowerByParts},
                                  {"stack", lowerByParts},
                                  {"sum", lowerByParts},
                                  {"swapaxes", lowerByParts},
                                  {"swapdims", lowerByParts},
                                  {"t", lowerByParts},
                                  {"tensor_split", lowerByParts},
                                  {"tile", lowerByParts},
                                  {"transpose", lowerByParts},
                                  {"unbind", lowerByParts},
                                  {"unflatten", lowerByParts},
                                  {"unfold", lowerByParts},
                                  {"unsqueeze", lowerByParts},
                                  {"view", lowerByParts},
                                  {"_unsafe_view", lowerByParts},
                                  {"bmm", lowerProduct},
                                  {"einsum", lowerProduct},
                                  {"linear", lowerProduct},
                                  {"matmul", lowerProduct},
                                  {"mm", lowerProduct}};

} // namespace

LowerTable complexPartsTable() { return entries; }

/// The tensors of the call that are complex, and those that lie in a list with
/// such as complex ones.
StringMap<Complex> Call::complexTensors() const {
  StringMap<Complex> found;
  for (const TorchArgument &argument : node.arguments)
    for (const std::string &name : argument.tensors) {
      const Value *value = lookUp(name);
      if (!value)
        continue;
      if (const auto *numbers = std::get_if<Complex>(value)) {
        noteIfMoving(name);
        found[name] = *numbers;
      } else if (argument.kind == TorchArgument::Kind::Tensors &&
                 op != "einsum")
        found[name] = realNumbers(*value);
    }
  return found;
}

/// Does to each part what the call does to real tensors.
bool Call::lowerParts(StringMap<Complex> &tensors) {
  PartMath math(*this);
  std::vector<Real> results[2];
  for (auto [part, made] : {std::pair(&Complex::real, &results[0]),
                            std::pair(&Complex::imaginary, &results[1])}) {
    for (const auto &[name, numbers] : tensors)
      lowering.values[name] = valueOf(
          spread(*this, math, numbers.*part, lowering.sizesOf(name.str())));
    if (math.hasFailed())
      return false;
    LowerFunction lower = findFunction(op, lookAt(node, lowering.values));
    if (!lower)
      return fail("there is no layer for this operator");
    if (!lower(*this))
      return false;
    for (size_t i = 0; i < node.results.size(); ++i)
      made->push_back(isUsed(i) ? partOf(lowering.values[node.results[i]])
                                : numberPart(0));
  }
  for (size_t i = 0; i < node.results.size(); ++i)
    give(Complex{results[0][i], results[1][i]}, i);
  return true;
}

bool Call::lowerByParts(size_t mostComplex) {
  StringMap<Complex> tensors = complexTensors();
  if (tensors.size() > mostComplex)
    return fail("multiplies complex matrices; compute with their real and "
                "imaginary parts");
  if (length.value_or(0) > 0)
    return fail("makes complex numbers that depend on the clip's length");
  for (auto &each : tensors)
    if (isStream(each.second.real) || isStream(each.second.imaginary))
      if (!makeStreams(*this, each.second))
        return false;
  StringMap<Value> kept;
  for (const auto &each : tensors)
    kept[each.first()] = lowering.values[each.first()];
  bool worked = lowerParts(tensors);
  for (const auto &each : kept)
    lowering.values[each.first()] = each.second;
  return worked;
}

} // namespace cocc::frontends
