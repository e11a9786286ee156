//===- LowerPositionedMoves.cpp - Elements by position, moved -------------===//

#include "frontends/torch/LowerPositionedCall.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

bool isMove(StringRef op) {
  static constexpr StringRef moves[] = {"contiguous",
                                        "clone",
                                        "alias",
                                        "detach",
                                        "to",
                                        "_to_copy",
                                        "type_as",
                                        "permute",
                                        "transpose",
                                        "swapaxes",
                                        "swapdims",
                                        "t",
                                        "mT",
                                        "movedim",
                                        "moveaxis",
                                        "view",
                                        "reshape",
                                        "_unsafe_view",
                                        "flatten",
                                        "unflatten",
                                        "squeeze",
                                        "unsqueeze",
                                        "expand",
                                        "slice",
                                        "select",
                                        "narrow",
                                        "split",
                                        "chunk",
                                        "split_with_sizes",
                                        "unbind",
                                        "cat",
                                        "concat",
                                        "concatenate",
                                        "stack"};
  return is_contained(moves, op);
}

namespace {

/// Where the values of a length are.
StringMap<Value> &valuesAt(Lowering &lowering, size_t length) {
  return length == 0 ? lowering.values : lowering.valuesElsewhere[length - 1];
}

/// A call on the streams of one term.
bool moveStreams(Lowering &lowering, Call &call, const TermsGiven &given,
                 size_t term) {
  for (const auto &[name, value] : given.values)
    lowering.values[name] =
        value.terms[term < value.terms.size() ? term : 0].stream;
  LowerFunction lower = findIn(streamTables(), call.op);
  return lower && lower(call);
}

/// The same on its constants for clips of a length. Where an argument has fewer
/// terms, it has zeros.
bool moveFactors(Lowering &lowering, const TorchNode &node,
                 const TermsGiven &given, size_t term, size_t length) {
  for (const auto &[name, value] : given.values)
    valuesAt(lowering, length)[name] =
        term < value.terms.size()
            ? value.terms[term].factors[length]
            : filledLike(value.terms[0].stream, 0, length);
  Call call(lowering, node, length);
  LowerFunction lower = findIn(constantTables(), call.op);
  return lower && lower(call);
}

} // namespace

bool movePositioned(Lowering &lowering, Call &call, const TermsGiven &given) {
  std::map<std::string, Positioned> results;
  auto forResults = [&](function_ref<void(const std::string &)> take) {
    for (const std::string &name : call.node.results)
      if (!name.empty())
        take(name);
  };
  bool isDone = true;
  size_t lengths = call.countLengths();
  for (size_t term = 0; isDone && term < given.terms; ++term) {
    if (!(isDone = moveStreams(lowering, call, given, term)))
      break;
    forResults([&](const std::string &name) {
      results[name].terms.push_back(
          {std::get<Stream>(lowering.values[name]), {}});
    });
    for (size_t length = 0; isDone && length < lengths; ++length)
      if ((isDone = moveFactors(lowering, call.node, given, term, length)))
        forResults([&](const std::string &name) {
          results[name].terms.back().factors.push_back(
              std::get<Constant>(valuesAt(lowering, length)[name]));
        });
  }
  for (StringMap<Value> &others : lowering.valuesElsewhere) {
    for (const auto &[name, value] : given.values)
      others.erase(name);
    forResults([&](const std::string &name) { others.erase(name); });
  }
  for (const auto &[name, value] : given.values)
    lowering.values[name] =
        value.origin ? Value(value) : Value(value.terms.front().stream);
  if (!isDone && lowering.problem.message.empty())
    return failForPosition(lowering, given.origin);
  for (auto &[name, result] : results) {
    result.origin = given.origin;
    lowering.values[name] = result;
  }
  return isDone;
}

} // namespace cocc::frontends
