//===- LowerResults.cpp - What was followed, against the program ----------===//

#include "frontends/torch/LowerComplex.h"
#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {

static std::string showSizes(ArrayRef<int64_t> sizes) {
  return "[" +
         join(map_range(sizes, [](int64_t n) { return std::to_string(n); }),
              ", ") +
         "]";
}

/// A part of complex numbers broadcasts to the program's own shape.
static bool checkPart(Call &call, size_t result, const Real &part) {
  const auto *stream = std::get_if<Stream>(&part);
  for (size_t length = 0; length < call.countLengths(); ++length) {
    Extents sizes = call.resultSizesAt(length, result),
            own =
                stream ? stream->sizes(length) : std::get<Constant>(part).sizes;
    bool fits = own.size() <= sizes.size();
    for (size_t i = 0; fits && i < own.size(); ++i)
      fits = own.end()[-1 - i] == 1 || own.end()[-1 - i] == sizes.end()[-1 - i];
    if (!fits)
      return call.fail("cannot be followed: the program has complex numbers of "
                       "shape " +
                       showSizes(sizes) + " here, the network of " +
                       showSizes(own));
  }
  return true;
}

/// The frames that were followed through the program against its own shapes.
bool Lowering::checkResults(const TorchNode &node) {
  Call call(*this, node);
  for (auto [i, name] : enumerate(node.results)) {
    auto value = values.find(name);
    if (value == values.end())
      continue;
    bool isReal = std::holds_alternative<Stream>(value->second) ||
                  std::holds_alternative<Constant>(value->second);
    if (isReal && call.resultType(i) == TorchType::Complex64)
      value->second = realNumbers(value->second);
    if (auto *numbers = std::get_if<Complex>(&value->second))
      for (const Real &part : {numbers->real, numbers->imaginary}) {
        if (!checkPart(call, i, part))
          return false;
        if (const auto *stream = std::get_if<Stream>(&part))
          framesSeen.push_back(stream->frames);
      }
    auto *stream = std::get_if<Stream>(&value->second);
    if (!stream)
      continue;
    TorchType type = call.resultType(i);
    stream->isWhole |= stream->isFlag;
    stream->isWhole &= isWhole(type);
    stream->isFlag &= type == TorchType::Bool;
    if (std::string wrong = refuseType(type);
        !wrong.empty() && !stream->isFlag && !stream->isWhole)
      return call.fail("the result " + wrong);
    for (size_t length = 0; length < program.lengths; ++length)
      if (stream->sizes(length) != call.resultSizesAt(length, i))
        return call.fail(
            "cannot be followed: for a clip of " + Twine(clipFrames[length]) +
            " frames the program has a result of shape " +
            showSizes(call.resultSizesAt(length, i)) + " here, the network " +
            showSizes(stream->sizes(length)));
    framesSeen.push_back(stream->frames);
  }
  return true;
}

} // namespace cocc::frontends
