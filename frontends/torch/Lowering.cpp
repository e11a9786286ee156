//===- Lowering.cpp -------------------------------------------------------===//

#include "frontends/torch/Lowering.h"
#include "frontends/Suggestions.h"
#include "frontends/torch/LowerArithmetic.h"
#include "frontends/torch/LowerComplex.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerContraction.h"
#include "frontends/torch/LowerNames.h"
#include "frontends/torch/LowerOrder.h"
#include "frontends/torch/LowerPieces.h"
#include "frontends/torch/LowerPositioned.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerUsed.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {

bool Lowering::fail(const Twine &message) {
  problem = {{}, message.str(), {}};
  return false;
}

static std::string showSizes(ArrayRef<int64_t> sizes) {
  return "[" +
         join(map_range(sizes, [](int64_t n) { return std::to_string(n); }),
              ", ") +
         "]";
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// Whether the call only gives what is known the shape or the type of another
/// tensor.
static bool isLikeAnother(const Call &call) {
  static constexpr StringRef ops[] = {"expand_as", "view_as", "type_as"};
  return is_contained(ops, call.op) && call.constant("self");
}

static bool areSame(const Value &a, const Value &b) {
  const auto *x = std::get_if<Constant>(&a), *y = std::get_if<Constant>(&b);
  return x && y && isSame(*x, *y);
}

/// Once for each length where what the call is given depends on it.
bool Lowering::lowerKnown(const TorchNode &node, LowerFunction lower) {
  auto isElsewhere = [&](const std::string &name) {
    return !valuesElsewhere.empty() && valuesElsewhere.front().contains(name);
  };
  auto moves = [](const auto &scalar) { return scalar.moves(); };
  bool varies = any_of(node.arguments, [&](const TorchArgument &argument) {
    return any_of(argument.tensors, isElsewhere) ||
           any_of(argument.ints, moves) || any_of(argument.floats, moves);
  });
  varies |= any_of(node.results, [&](const std::string &name) {
    auto type = program.tensors.find(name);
    return type != program.tensors.end() && any_of(type->second.sizes, moves);
  });
  size_t lengths = varies ? program.lengths : 1;
  for (size_t length = 0; length < lengths; ++length) {
    Call call(*this, node, length);
    if (!lower(call))
      return false;
  }
  for (const std::string &name : node.results)
    if (all_of(valuesElsewhere, [&](const StringMap<Value> &others) {
          auto value = others.find(name);
          return value != others.end() && areSame(values[name], value->second);
        }))
      for (StringMap<Value> &others : valuesElsewhere)
        others.erase(name);
  return true;
}

/// What a program has written piece by piece is made once it is read; a write
/// into it is one piece more.
bool Lowering::assembleArguments(const TorchNode &node) {
  Call call(*this, node);
  for (const TorchArgument &argument : node.arguments)
    for (const std::string &name : argument.tensors)
      if (auto value = values.find(name);
          value != values.end() && !writesInto(call, argument.parameter))
        if (auto *assembled = std::get_if<Assembled>(&value->second)) {
          std::optional<Stream> made = assemble(call, *assembled);
          if (!made)
            return false;
          value->second = std::move(*made);
        }
  return true;
}

bool Lowering::lowerStreams(const TorchNode &node, LowerFunction lower) {
  if (!assembleArguments(node))
    return false;
  Call call(*this, node);
  return lower(call) && problem.message.empty() && call.checkMoving() &&
         checkResults(node);
}

bool Lowering::lowerNode(const TorchNode &node) {
  Call call(*this, node);
  Arguments arguments = lookAt(node, values);
  if (arguments.unavailable)
    return call.fail(arguments.unavailable->why);
  // What makes a tensor like another does not read its numbers.
  if (findIn(constantFillTable(), call.op) == lowerFilled)
    return lowerKnown(node, lowerFilled);
  if (isLikeAnother(call))
    return lowerKnown(node, findIn(constantShapeTable(), call.op));
  if (arguments.isPositioned)
    return lowerPositioned(*this, call) && checkResults(node);
  if (arguments.hasScores)
    return lowerScores(call, arguments.hasStream);
  if (LowerFunction lower = findFunction(call.op, arguments))
    return arguments.hasStream ? lowerStreams(node, lower)
                               : lowerKnown(node, lower);
  return call.fail(
      arguments.hasComplex
          ? "there is no layer for this operator on complex numbers; compute "
            "with their real and imaginary parts"
      : arguments.hasStream
          ? "there is no layer for this operator"
          : "this operator is not known, not even on constants");
}

/// What is no step of an attention is done to the product that its scores are,
/// if that is one of each frame.
bool Lowering::lowerScores(Call &call, bool hasStream) {
  size_t before = layers.size();
  const TorchNode &node = call.node;
  LowerFunction lower = findIn(scoresTable(), call.op);
  if (!lower)
    call.fail("cannot be done to the scores of an attention over time; they "
              "may be scaled, masked and given to a softmax");
  else if (hasStream ? lowerStreams(node, lower) : lowerKnown(node, lower))
    return true;
  Problem why = problem;
  layers.resize(before);
  for (const TorchArgument &argument : node.arguments)
    for (const std::string &name : argument.tensors)
      if (!makeStream(call, name)) {
        if (problem.message.empty())
          problem = why;
        return false;
      }
  return lowerNode(node);
}

/// Scores within a frame become the stream that they are; false where they are
/// over time, without a message, or have no layer.
bool Lowering::makeStream(Call &call, StringRef name) {
  problem = {};
  auto value = values.find(name);
  const auto *scores =
      value == values.end() ? nullptr : std::get_if<Scores>(&value->second);
  if (!scores)
    return true;
  if (scores->query.timeDim() == scores->query.rank() - 2)
    return false;
  if (scores->positionedBy)
    return Call(*this, *scores->positionedBy).fail(usedByPosition);
  for (StringMap<Value> &others : valuesElsewhere) {
    auto other = others.find(name);
    const auto *found =
        other == others.end() ? nullptr : std::get_if<Scores>(&other->second);
    if (found && found->bias &&
        (!scores->bias || !isSame(*found->bias, *scores->bias)))
      return call.fail(
          "has a mask that is another for each length of the clip");
    others.erase(name);
  }
  std::optional<Stream> stream = materialise(call, *scores);
  if (stream)
    value->second = *stream;
  return stream.has_value();
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

bool Lowering::checkWindows() {
  for (const auto &[name, frames] : options.windows)
    if (!windowsUsed.contains(name))
      return fail(options.names.window(name, frames) + ": nothing called '" +
                  name +
                  "' looks at the whole clip; it takes the name of a node, of "
                  "a module or of an operator");
  return true;
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

/// Gives an output one axis for each dimension of what the program returns, but
/// time.
bool Lowering::finishOutput(const std::string &output,
                            const std::string &name) {
  TorchNode node;
  node.name = "output";
  node.arguments.emplace_back().tensors = {output};
  for (const TorchNode &maker : program.nodes)
    if (is_contained(maker.results, output)) {
      node.target = maker.target;
      node.source = maker.source;
    }
  if (!assembleArguments(node))
    return false;
  Call call(*this, node);
  if (!makeStream(call, output))
    return problem.message.empty()
               ? fail(
                     "the program returns the scores of an attention over time")
               : false;
  auto value = values.find(output);
  if (auto *found = value == values.end()
                        ? nullptr
                        : std::get_if<Positioned>(&value->second))
    return Call(*this, *found->origin).fail(usedByPosition);
  auto *stream =
      value == values.end() ? nullptr : std::get_if<Stream>(&value->second);
  if (value != values.end() && std::holds_alternative<Complex>(value->second))
    return call.fail("the program returns its complex numbers; return "
                     "torch.view_as_real of them");
  if (!stream)
    return fail("what the program returns is not made from the clip");
  if (stream->fill)
    return fail("the program returns a clip that it padded behind, by another "
                "number of frames for each length of the clip");
  std::vector<Atoms> axes;
  for (auto [dim, atoms] : enumerate(stream->dims))
    if (!stream->isTimeAlone(dim))
      axes.push_back(stream->atomsOf(dim));
  while (axes.size() < 2)
    axes.insert(stream->timeDim() == 0 ? axes.begin() : axes.end(), Atoms());
  if (axes.size() > 4)
    return fail("what the program returns has " + Twine(axes.size()) +
                " dimensions beside time; a frame has at most 4");
  outputs.push_back({call.arrange(*stream, axes).layer, name});
  return true;
}

bool Lowering::finish(ArrayRef<std::string> returned) {
  if (returned.empty())
    return fail("the program returns nothing");
  for (auto [output, name] : zip_equal(returned, program.outputNames))
    if (!finishOutput(output, name))
      return false;
  return any_of(outputs,
                [&](const LoweredOutput &output) {
                  return output.layer >= inputs.size();
                }) ||
         fail("the program returns the clip as it is");
}

std::optional<NetworkDescription> Lowering::describe() {
  NetworkDescription network;
  network.name.text = options.name;
  network.inputs = inputs;
  keepUsed(layers, outputs, inputs.size());
  nameLayers(layers, outputs, network);
  return network;
}

std::optional<NetworkDescription> Lowering::run() {
  valuesElsewhere.resize(program.lengths - 1);
  if (!checkGuards() || !addInputs() || !addConstants())
    return std::nullopt;
  if (std::optional<RefusedWrite> refused = withoutWrites(program)) {
    Call(*this, *refused->node).fail(refused->why);
    return std::nullopt;
  }
  keepLive(program);
  auto isPossible = [&](const TorchNode &node) {
    Call call(*this, node);
    return checkKind(call) && checkCall(call, program);
  };
  if (!all_of(program.nodes, isPossible) ||
      !all_of(program.nodes,
              [&](const TorchNode &node) { return lowerNode(node); }))
    return std::nullopt;
  if (!finish(program.outputs) || !checkWindows())
    return std::nullopt;
  return describe();
}

std::optional<NetworkDescription> lowerTorch(const TorchProgram &program,
                                             const TorchOptions &options,
                                             Problem &problem) {
  return Lowering(program, options, problem).run();
}

} // namespace cocc::frontends
