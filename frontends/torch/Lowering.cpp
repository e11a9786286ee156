//===- Lowering.cpp -------------------------------------------------------===//

#include "frontends/torch/Lowering.h"
#include "frontends/torch/LowerConstants.h"
#include "frontends/torch/LowerNames.h"
#include "frontends/torch/LowerOrder.h"
#include "frontends/torch/LowerPieces.h"
#include "frontends/torch/LowerPositioned.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerUsed.h"
#include "frontends/torch/TorchCells.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

bool Lowering::fail(const Twine &message) {
  problem = {{}, message.str(), {}};
  return false;
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
  expandCells(program);
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
