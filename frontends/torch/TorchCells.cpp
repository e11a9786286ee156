//===- TorchCells.cpp -----------------------------------------------------===//

#include "frontends/torch/TorchCells.h"
#include "frontends/torch/TorchLoopWriter.h"
#include "frontends/torch/TorchViews.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Writes the calls of one step. The formulas are those of PyTorch's
/// documentation.
class CellWriter {
public:
  CellWriter(TorchProgram &program, std::vector<TorchNode> &nodes,
             const TorchNode &cell)
      : writer(program, nodes), cell(cell) {}

  bool expand();

private:
  std::string tensor(StringRef parameter, size_t place = 0) const;
  std::string linear(const std::string &input, StringRef side);
  std::string apply(StringRef function, const std::string &input);
  std::string join(StringRef function, const std::string &a,
                   const std::string &b);
  std::vector<std::string> gates(const std::string &input, int64_t count);
  void give(TorchNode node, size_t result);
  std::string add(TorchNode node);
  TorchNode applied(StringRef function, const std::string &input);
  TorchNode joined(StringRef function, const std::string &a,
                   const std::string &b);
  void expandPlain(StringRef function);
  void expandGru();
  void expandLstm();

  LoopWriter writer;
  const TorchNode &cell;
};

std::string CellWriter::tensor(StringRef parameter, size_t place) const {
  const TorchArgument *argument = cell.find(parameter);
  return argument && place < argument->tensors.size() ? argument->tensors[place]
                                                      : "";
}

std::string CellWriter::add(TorchNode node) {
  std::string name = node.name;
  writer.add(std::move(node));
  return name;
}

/// `input` by the weights of the `side` that it comes from: "ih" or "hh".
std::string CellWriter::linear(const std::string &input, StringRef side) {
  std::string weight = tensor(("w_" + Twine(side)).str()),
              bias = tensor(("b_" + Twine(side)).str());
  TorchTensorType type = writer.typeOf(input);
  type.sizes.back() = writer.typeOf(weight).sizes.front();
  TorchNode node = writer.call(cell, "aten.linear.default",
                               cell.name + "_" + side.str(), type);
  node.arguments = {tensorArgument("input", input),
                    tensorArgument("weight", weight)};
  if (!bias.empty())
    node.arguments.push_back(tensorArgument("bias", bias));
  return add(std::move(node));
}

TorchNode CellWriter::applied(StringRef function, const std::string &input) {
  TorchNode node =
      writer.call(cell, "aten." + function.str() + ".default",
                  input + "_" + function.str(), writer.typeOf(input));
  node.arguments = {tensorArgument("self", input)};
  return node;
}

TorchNode CellWriter::joined(StringRef function, const std::string &a,
                             const std::string &b) {
  TorchNode node =
      writer.call(cell, "aten." + function.str() + ".Tensor",
                  cell.name + "_" + function.str(), writer.typeOf(a));
  node.arguments = {tensorArgument("self", a), tensorArgument("other", b)};
  return node;
}

std::string CellWriter::apply(StringRef function, const std::string &input) {
  return add(applied(function, input));
}

std::string CellWriter::join(StringRef function, const std::string &a,
                             const std::string &b) {
  return add(joined(function, a, b));
}

/// Equal parts of the last dimension.
std::vector<std::string> CellWriter::gates(const std::string &input,
                                           int64_t count) {
  TorchTensorType type = writer.typeOf(input);
  type.sizes.back().value /= count;
  TorchNode node = writer.call(cell, "aten.chunk.default", input + "_0", type);
  node.arguments = {tensorArgument("self", input),
                    integerArgument("chunks", count),
                    integerArgument("dim", -1)};
  for (int64_t i = 1; i < count; ++i)
    node.results.push_back(
        writer.call(cell, "", input + "_" + std::to_string(i), type).name);
  std::vector<std::string> names = node.results;
  writer.add(std::move(node));
  return names;
}

/// The call whose result is the cell's own.
void CellWriter::give(TorchNode node, size_t result) {
  if (result < cell.results.size())
    node.results = {cell.results[result]};
  writer.add(std::move(node));
}

void CellWriter::expandPlain(StringRef function) {
  std::string sum =
      join("add", linear(tensor("input"), "ih"), linear(tensor("hx"), "hh"));
  give(applied(function, sum), 0);
}

/// h' = n + z * (h - n), as PyTorch computes it.
void CellWriter::expandGru() {
  constexpr int64_t count = 3;
  std::vector<std::string> in = gates(linear(tensor("input"), "ih"), count),
                           own = gates(linear(tensor("hx"), "hh"), count);
  std::string reset = apply("sigmoid", join("add", in[0], own[0])),
              update = apply("sigmoid", join("add", in[1], own[1])),
              next =
                  apply("tanh", join("add", in[2], join("mul", reset, own[2])));
  std::string change = join("mul", update, join("sub", tensor("hx"), next));
  give(joined("add", next, change), 0);
}

void CellWriter::expandLstm() {
  constexpr int64_t count = 4;
  std::vector<std::string> each = gates(
      join("add", linear(tensor("input"), "ih"), linear(tensor("hx", 0), "hh")),
      count);
  std::string in = apply("sigmoid", each[0]),
              forget = apply("sigmoid", each[1]), next = apply("tanh", each[2]),
              out = apply("sigmoid", each[3]);
  TorchNode node = joined("add", join("mul", forget, tensor("hx", 1)),
                          join("mul", in, next));
  bool isGiven = cell.results.size() > 1 && !cell.results[1].empty();
  std::string state = isGiven ? cell.results[1] : node.name;
  give(std::move(node), isGiven ? 1 : SIZE_MAX);
  give(joined("mul", out, apply("tanh", state)), 0);
}

bool CellWriter::expand() {
  StringRef name = shortName(cell);
  if (name == "rnn_tanh_cell" || name == "rnn_relu_cell")
    expandPlain(name.split('_').second.split('_').first);
  else if (name == "gru_cell")
    expandGru();
  else if (name == "lstm_cell")
    expandLstm();
  else
    return false;
  return true;
}

} // namespace

void expandCells(TorchProgram &program) {
  std::vector<TorchNode> nodes;
  for (const TorchNode &node : program.nodes)
    if (!CellWriter(program, nodes, node).expand())
      nodes.push_back(node);
  program.nodes = std::move(nodes);
}

} // namespace cocc::frontends
