//===- TorchArguments.cpp -------------------------------------------------===//

#include "frontends/torch/TorchArguments.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

using Kind = TorchArgument::Kind;

/// The name of a tensor, or of none.
struct TensorName {
  std::string text;
};

/// What is a value here or the name of one that the graph computes.
template <typename T>
struct Symbolic {
  T value = {};
  std::string name;
};

bool fromJSON(const json::Value &value, TensorName &name, json::Path path) {
  json::ObjectMapper fields(value, path);
  return fields && fields.map("name", name.text);
}

bool readOptional(const json::Value &value, TensorName &name, json::Path path) {
  auto [key, content] = openUnion(value, path);
  if (key == "as_none")
    return true;
  if (key == "as_tensor")
    return fromJSON(*content, name, path.field(key));
  if (content)
    path.report("expected 'as_tensor' or 'as_none'");
  return false;
}

struct OptionalName : TensorName {};

bool fromJSON(const json::Value &value, OptionalName &name, json::Path path) {
  return readOptional(value, name, path);
}

bool readPlain(const json::Value &value, TorchNumber &number, json::Path path) {
  return fromJSON(value, number, path);
}

template <typename T>
bool readPlain(const json::Value &value, T &result, json::Path path) {
  return json::fromJSON(value, result, path);
}

template <typename T>
bool fromJSON(const json::Value &value, Symbolic<T> &result, json::Path path) {
  if (!value.getAsObject())
    return readPlain(value, result.value, path);
  auto [key, content] = openUnion(value, path);
  if (!content)
    return false;
  return key == "as_name"
             ? json::fromJSON(*content, result.name, path.field(key))
             : readPlain(*content, result.value, path.field(key));
}

void keep(TorchArgument &argument, const TensorName &name) {
  argument.tensors.push_back(name.text);
}

void keep(TorchArgument &argument, const Symbolic<int64_t> &integer) {
  argument.ints.push_back({integer.value, integer.name});
}

void keep(TorchArgument &argument, const Symbolic<TorchNumber> &number) {
  argument.floats.push_back({number.value.value, number.name});
}

/// A flag that the graph computes is not represented.
void keep(TorchArgument &argument, const Symbolic<bool> &flag) {
  argument.bools.push_back(flag.value);
  if (flag.name.empty())
    return;
  argument.kind = Kind::Other;
  argument.text = "a flag that the program computes";
}

template <typename T, Kind kind>
bool readOne(const json::Value &value, TorchArgument &argument,
             json::Path path) {
  T item;
  if (!fromJSON(value, item, path))
    return false;
  argument.kind = kind;
  keep(argument, item);
  return true;
}

template <typename T, Kind kind>
bool readList(const json::Value &value, TorchArgument &argument,
              json::Path path) {
  std::vector<T> items;
  if (!json::fromJSON(value, items, path))
    return false;
  argument.kind = kind;
  for (const T &item : items)
    keep(argument, item);
  return true;
}

bool readNone(const json::Value &, TorchArgument &, json::Path) { return true; }

bool readOptionalTensor(const json::Value &value, TorchArgument &argument,
                        json::Path path) {
  TensorName name;
  if (!readOptional(value, name, path))
    return false;
  if (name.text.empty())
    return true;
  argument.kind = Kind::Tensor;
  keep(argument, name);
  return true;
}

bool readText(const json::Value &value, TorchArgument &argument,
              json::Path path) {
  argument.kind = Kind::Text;
  return json::fromJSON(value, argument.text, path);
}

bool readType(const json::Value &value, TorchArgument &argument,
              json::Path path) {
  argument.kind = Kind::Type;
  return fromJSON(value, argument.type, path);
}

bool readComplex(const json::Value &value, TorchArgument &argument,
                 json::Path path) {
  json::ObjectMapper fields(value, path);
  TorchNumber real, imaginary;
  if (!fields || !fields.map("real", real) || !fields.map("imag", imaginary))
    return false;
  argument.kind = Kind::Complex;
  argument.floats.push_back({real.value, {}});
  argument.floats.push_back({imaginary.value, {}});
  return true;
}

bool readGraph(const json::Value &value, TorchArgument &argument,
               json::Path path) {
  json::ObjectMapper fields(value, path);
  TorchSubgraph graph;
  if (!fields || !fields.map("graph", graph))
    return false;
  argument.kind = Kind::Other;
  argument.text = "a branch or loop with a graph of its own";
  argument.graph = std::make_shared<const TorchSubgraph>(std::move(graph));
  return true;
}

struct Reader {
  StringLiteral key;
  bool (*read)(const json::Value &, TorchArgument &, json::Path);
};

using Integer = Symbolic<int64_t>;
using Number = Symbolic<TorchNumber>;
using Flag = Symbolic<bool>;

constexpr Reader readers[] = {
    {"as_none", readNone},
    {"as_tensor", readOne<TensorName, Kind::Tensor>},
    {"as_tensors", readList<TensorName, Kind::Tensors>},
    {"as_optional_tensor", readOptionalTensor},
    {"as_optional_tensors", readList<OptionalName, Kind::Tensors>},
    {"as_int", readOne<Integer, Kind::Int>},
    {"as_ints", readList<Integer, Kind::Ints>},
    {"as_sym_int", readOne<Integer, Kind::Int>},
    {"as_sym_ints", readList<Integer, Kind::Ints>},
    {"as_float", readOne<Number, Kind::Float>},
    {"as_floats", readList<Number, Kind::Floats>},
    {"as_sym_float", readOne<Number, Kind::Float>},
    {"as_sym_floats", readList<Number, Kind::Floats>},
    {"as_bool", readOne<Flag, Kind::Bool>},
    {"as_bools", readList<Flag, Kind::Bools>},
    {"as_sym_bool", readOne<Flag, Kind::Bool>},
    {"as_sym_bools", readList<Flag, Kind::Bools>},
    {"as_complex", readComplex},
    {"as_string", readText},
    {"as_graph", readGraph},
    {"as_scalar_type", readType}};

/// What the kinds are that nothing reads, in words.
std::string describeOther(StringRef key) {
  key.consume_front("as_");
  std::string text = key.str();
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

} // namespace

bool fromJSON(const json::Value &value, TorchArgument &argument,
              json::Path path) {
  auto [key, content] = openUnion(value, path);
  if (!content)
    return false;
  const auto *reader =
      find_if(readers, [&](const Reader &each) { return each.key == key; });
  if (reader != std::end(readers))
    return reader->read(*content, argument, path.field(key));
  argument.kind = Kind::Other;
  argument.text = describeOther(key);
  return true;
}

std::vector<std::string> namesIn(const TorchArgument &argument) {
  if (!argument.tensors.empty() || argument.kind == Kind::Tensors)
    return argument.tensors;
  if (argument.kind == Kind::Int)
    return {argument.ints.front().symbol};
  return {argument.kind == Kind::Float ? argument.floats.front().symbol : ""};
}

} // namespace cocc::frontends
