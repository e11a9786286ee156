//===- TorchProgram.h - What an exported PyTorch program says -------------===//
//
// The content of a .pt2 file: a graph of aten calls over whole clips, with its
// weights, as plain data. What torch.export.save writes, whatever the layout of
// its archive and JSON.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHPROGRAM_H
#define COCC_FRONTENDS_TORCH_TORCHPROGRAM_H

#include "frontends/NetworkDescription.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <memory>

namespace cocc::frontends {

enum class TorchType {
  Float32,
  Float64,
  Float16,
  BFloat16,
  Int64,
  Int32,
  Int16,
  Int8,
  UInt8,
  Bool,
  Complex64,
  Other
};

/// "float32", "int64", ... as PyTorch calls it.
std::string showTorchType(TorchType type);

/// A number of the graph. What a program computed from its clip's length is
/// another one for each length that the program is known for: `value` is that
/// of the first.
template <typename T>
struct TorchScalar {
  T value = {};
  /// The expression of a dynamic one: "s77", "Add(Mul(2, s77), -4)". Its value
  /// is then that for the example clip, or 0 if it depends on data.
  std::string symbol;
  /// For the further lengths; empty where it is always the same, or not known.
  std::vector<T> others = {};

  T at(size_t length) const {
    return length == 0 || others.empty() ? value : others[length - 1];
  }
  /// Whether it is known to depend on the length.
  bool moves() const {
    return others.empty() ? !symbol.empty()
                          : !llvm::all_equal(others) || others.front() != value;
  }
};
using TorchInt = TorchScalar<int64_t>;
using TorchFloat = TorchScalar<double>;

/// A tensor that flows through the graph; its values are not known.
struct TorchTensorType {
  TorchType type = TorchType::Float32;
  std::vector<TorchInt> sizes;
};

/// A tensor whose values are in the archive.
struct TorchConstant {
  TorchType type = TorchType::Float32;
  std::vector<int64_t> sizes;
  /// Row-major and dense, whatever strides the archive has. Floating point
  /// types as themselves in `numbers`, integers and booleans too (exactly up to
  /// 2^53). Each complex number as its real and its imaginary part.
  std::shared_ptr<const std::vector<double>> numbers;
  /// The same of a float32 tensor, and only of that.
  std::shared_ptr<const std::vector<float>> floats;
  /// Those of the same name at the further lengths, where they are others.
  std::vector<TorchConstant> others = {};
};

struct TorchSubgraph;

/// An argument of a call, by its parameter's name in the operator's schema.
/// Those that were left at their default are absent.
struct TorchArgument {
  enum class Kind {
    None,
    Tensor,
    Tensors,
    Int,
    Ints,
    Float,
    Floats,
    Bool,
    Bools,
    Text,
    Type,
    Complex,
    Other
  };
  std::string parameter;
  Kind kind = Kind::None;
  /// Names of values; an absent one of a list is empty. Tensor has one. The
  /// floats of a complex number are its real and its imaginary part.
  std::vector<std::string> tensors;
  std::vector<TorchInt> ints;
  std::vector<TorchFloat> floats;
  std::vector<bool> bools;
  /// Text: the string. Other: what kind of argument it is, for messages.
  std::string text;
  TorchType type = TorchType::Other;
  /// Other: the graph that the call runs, if it is one.
  std::shared_ptr<const TorchSubgraph> graph = nullptr;
};

/// The line of the user's own Python source that made a call.
struct PythonLine {
  std::string file;
  unsigned line = 0;
  std::string function;
  std::string code;
};

struct TorchNode {
  /// Its name in the graph, unique: "conv3d_2".
  std::string name;
  /// "aten.conv3d.default".
  std::string target;
  std::vector<TorchArgument> arguments;
  /// Names of the values it makes. A result that nobody uses may be empty.
  std::vector<std::string> results;
  /// The module in which the call is, as in state_dict: "blocks.0.conv", empty
  /// for the outermost; and its class, "torch.nn.modules.conv.Conv3d".
  std::string modulePath;
  std::string moduleClass;
  /// Innermost line outside of PyTorch's own files, if there is any.
  std::optional<PythonLine> source;

  const TorchArgument *find(llvm::StringRef parameter) const;
};

/// The least and the greatest value of a symbol.
struct TorchRange {
  std::optional<int64_t> least, greatest;
};

/// A graph that a call of another runs, as a scan does.
struct TorchSubgraph {
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<TorchNode> nodes;
  std::map<std::string, TorchTensorType> tensors;
};

struct TorchProgram {
  /// For how many lengths of its clip the program is known.
  size_t lengths = 1;
  /// User inputs in order, and what the program returns but for None; empty for
  /// what is neither a tensor nor a computed integer.
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  /// What the program calls each of `outputs`; empty where it has no name.
  std::vector<std::string> outputNames;
  std::vector<TorchNode> nodes;
  /// No call writes into a tensor any more, whatever it is called.
  bool isWithoutWrites = false;
  /// Each value of the graph that is a tensor.
  std::map<std::string, TorchTensorType> tensors;
  /// Symbolic integers of the graph (aten.sym_size.int), by their name.
  std::map<std::string, TorchInt> integers;
  /// The same of symbolic numbers (torch.sym_float).
  std::map<std::string, TorchFloat> numbers;
  /// What the symbols of a dynamic program may be.
  std::map<std::string, TorchRange> ranges;
  /// What its clips must be, in Python: "(L['x'].size()[2] % 2) == 0".
  std::vector<std::string> guards;
  /// Parameters, buffers and constants: by their value's name in the graph, the
  /// name in state_dict ("conv.weight") ...
  std::map<std::string, std::string> constantNames;
  /// ... and by that, their values.
  std::map<std::string, TorchConstant> constants;
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHPROGRAM_H
