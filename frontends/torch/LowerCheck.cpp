//===- LowerCheck.cpp - What a file must keep to --------------------------===//
//
// Programs come from files, which may say anything: what lowering counts on is
// checked here, once for all operators.
//
//===----------------------------------------------------------------------===//

#include "frontends/torch/LowerFourier.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"

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

bool checkCall(Call &call, const TorchProgram &program) {
  int64_t rank = greatestRank(program, call.node);
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
    for (int64_t size : call.resultSizes(result))
      elements *= size < 1 ? mostElements + 1 : size;
    if (elements > mostElements)
      return call.fail("has a result that is empty or too large");
  }
  return checkCentring(call, program);
}

} // namespace cocc::frontends
