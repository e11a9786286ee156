//===- LowerCheck.cpp - What a file must keep to --------------------------===//
//
// Programs come from files, which may say anything: what lowering counts on is
// checked here, once for all operators.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerFourier.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/TorchSymbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {

/// Constants beyond this are a mistake.
static constexpr double mostElements = 1 << 28;

static int64_t rankOf(const TorchProgram &program, StringRef name) {
  auto type = program.tensors.find(name.str());
  return type == program.tensors.end() ? 0 : type->second.sizes.size();
}

/// The greatest rank of the tensors of a call.
static int64_t greatestRank(const TorchProgram &program,
                            const TorchNode &node) {
  int64_t rank = 1;
  for (const TorchArgument &argument : node.arguments)
    for (const std::string &name : argument.tensors)
      rank = std::max(rank, rankOf(program, name));
  for (const std::string &name : node.results)
    rank = std::max(rank, rankOf(program, name));
  return rank;
}

static bool isDimension(StringRef parameter) {
  static constexpr StringRef names[] = {"dim",    "dims",        "dim0",
                                        "dim1",   "axis0",       "axis1",
                                        "source", "destination", "dimension"};
  return is_contained(names, parameter);
}

static bool isSize(StringRef parameter) {
  static constexpr StringRef names[] = {
      "stride",      "dilation", "kernel_size", "groups",   "num_groups",
      "output_size", "step",     "chunks",      "sections", "num_layers"};
  return is_contained(names, parameter);
}

/// Whether an expression has numbers in it that are read from a tensor: "u0"
/// stands for an integer, "zuf0" for another.
static bool isReadFromTensor(StringRef expression) {
  return any_of(findSymbols(expression), [](StringRef symbol) {
    return (symbol.consume_front("zuf") || symbol.consume_front("u")) &&
           all_of(symbol, isDigit);
  });
}

/// Fails for a number that depends on what is in the clip.
static bool checkNumbers(Call &call, const TorchArgument &argument) {
  auto isRead = [](const auto &number) {
    return isReadFromTensor(number.symbol);
  };
  return (none_of(argument.ints, isRead) && none_of(argument.floats, isRead)) ||
         call.fail("'" + argument.parameter +
                   "' is a number that Python reads from a tensor (.item(), "
                   "int() or float()), and no number of Python's is known "
                   "before the clip; without that it stays a tensor, which the "
                   "network computes");
}

bool checkCall(Call &call, const TorchProgram &program) {
  int64_t rank = greatestRank(program, call.node);
  if (!all_of(call.node.arguments, [&](const TorchArgument &argument) {
        return checkNumbers(call, argument);
      }))
    return false;
  for (const TorchArgument &argument : call.node.arguments)
    for (const TorchInt &number : argument.ints) {
      // What torch.tile calls dims are numbers of times.
      if (isDimension(argument.parameter) && call.op != "tile" &&
          (number.value < -rank || number.value >= rank))
        return call.fail("'" + argument.parameter + "' is " +
                         Twine(number.value) + ", but there are " +
                         Twine(rank) + " dimensions");
      if (isSize(argument.parameter) && number.value < 1)
        return call.fail("'" + argument.parameter + "' is " +
                         Twine(number.value) + "; it must be at least 1");
    }
  for (size_t result = 0; result < call.node.results.size(); ++result) {
    double elements = 1;
    for (int64_t size : call.resultSizes(result)) {
      if (size < 1)
        return call.fail("has a result without elements, which is no frame");
      elements *= size;
    }
    if (elements > mostElements)
      return call.fail("has a result that is too large");
  }
  return checkCentring(call, program);
}

} // namespace cocc::frontends
