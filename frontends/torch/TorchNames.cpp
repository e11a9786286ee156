//===- TorchNames.cpp -----------------------------------------------------===//

#include "frontends/torch/TorchNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr size_t maxRank = 64;
constexpr uint64_t maxElements = uint64_t(1) << 40;

class Resolver {
public:
  explicit Resolver(TorchProgram &program) : program(program) {}

  Error run();

private:
  Error checkTypes();
  Error make(const std::string &name);
  Error checkTensor(const std::string &name, const Twine &reader);
  template <typename T>
  Error resolve(TorchScalar<T> &scalar,
                const std::map<std::string, TorchScalar<T>> &computed,
                const Twine &reader);
  Error resolveArguments(TorchNode &node);
  Error visit(TorchNode &node);
  Error checkInterface(ArrayRef<std::string> names, const Twine &reader);

  TorchProgram &program;
  StringSet<> made;
  StringSet<> nodes;
};

Error failure(const Twine &message) {
  return createStringError("the program is broken: " + message);
}

Error Resolver::checkTypes() {
  for (const auto &[name, type] : program.tensors) {
    uint64_t elements = 1;
    for (const TorchInt &extent : type.sizes) {
      if (extent.value < 0)
        return failure("tensor '" + name + "' has the extent " +
                       Twine(extent.value));
      if (extent.value > 0)
        elements = SaturatingMultiply<uint64_t>(elements, extent.value);
    }
    if (elements > maxElements || type.sizes.size() > maxRank)
      return failure("tensor '" + name + "' is larger than any memory");
  }
  return Error::success();
}

Error Resolver::make(const std::string &name) {
  if (name.empty() || made.insert(name).second)
    return Error::success();
  return failure("the value '" + name + "' is made twice");
}

Error Resolver::checkTensor(const std::string &name, const Twine &reader) {
  if (!made.contains(name))
    return failure(reader + " reads '" + name +
                   "', which nothing before it makes");
  if (!program.tensors.count(name))
    return failure("the tensor '" + name + "' has no type");
  return Error::success();
}

template <typename T>
Error Resolver::resolve(TorchScalar<T> &scalar,
                        const std::map<std::string, TorchScalar<T>> &computed,
                        const Twine &reader) {
  if (scalar.symbol.empty())
    return Error::success();
  auto found = computed.find(scalar.symbol);
  if (found == computed.end() || !made.contains(scalar.symbol))
    return failure(reader + " reads '" + scalar.symbol +
                   "', which nothing before it makes");
  scalar = found->second;
  return Error::success();
}

Error Resolver::resolveArguments(TorchNode &node) {
  std::string reader = "'" + node.name + "'";
  for (TorchArgument &argument : node.arguments) {
    for (const std::string &name : argument.tensors)
      if (!(name.empty() && argument.kind == TorchArgument::Kind::Tensors))
        if (Error error = checkTensor(name, reader))
          return error;
    for (TorchInt &integer : argument.ints)
      if (Error error = resolve(integer, program.integers, reader))
        return error;
    for (TorchFloat &number : argument.floats)
      if (Error error = resolve(number, program.numbers, reader))
        return error;
  }
  return Error::success();
}

Error Resolver::visit(TorchNode &node) {
  if (!nodes.insert(node.name).second)
    return failure("two calls are named '" + node.name + "'");
  if (Error error = resolveArguments(node))
    return error;
  for (const std::string &result : node.results)
    if (Error error = make(result))
      return error;
  return Error::success();
}

Error Resolver::checkInterface(ArrayRef<std::string> names,
                               const Twine &reader) {
  for (const std::string &name : names)
    if (!name.empty() && !program.integers.count(name))
      if (Error error = checkTensor(name, reader))
        return error;
  return Error::success();
}

Error Resolver::run() {
  if (Error error = checkTypes())
    return error;
  for (const auto &constant : program.constantNames)
    made.insert(constant.first);
  for (const std::string &input : program.inputs)
    if (Error error = make(input))
      return error;
  if (Error error = checkInterface(program.inputs, "the program"))
    return error;
  for (TorchNode &node : program.nodes)
    if (Error error = visit(node))
      return error;
  return checkInterface(program.outputs, "the output");
}

} // namespace

Error resolveTorchNames(TorchProgram &program) {
  return Resolver(program).run();
}

} // namespace cocc::frontends
