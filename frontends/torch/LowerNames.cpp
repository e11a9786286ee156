//===- LowerNames.cpp -----------------------------------------------------===//

#include "frontends/torch/LowerNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {
namespace {

class Namer {
public:
  Namer(ArrayRef<LoweredLayer> layers, NetworkDescription &network)
      : layers(layers), network(network), paths(layers.size()) {
    nameInputs();
  }

  void run(ArrayRef<LoweredOutput> outputs);

private:
  void nameInputs();
  void nameOutputs(ArrayRef<LoweredOutput> outputs);
  void build(std::vector<Layer> &list, ArrayRef<unsigned> members, size_t depth,
             const std::string &prefix);
  std::string choose(const std::vector<Layer> &list, StringRef wanted,
                     bool isTop);
  void makeOperator(Layer &layer, unsigned index, const std::string &prefix);
  void connect(std::vector<Layer> &list, std::optional<unsigned> entering,
               const std::string &prefix);
  void nameWeights(Layer &layer, unsigned index);
  std::string tensorFor(const LoweredWeight &weight, const std::string &path);
  Name refer(unsigned index, StringRef prefix);
  unsigned firstIn(const Layer &layer, const std::string &path);
  unsigned lastIn(const Layer &layer, const std::string &path);

  ArrayRef<LoweredLayer> layers;
  NetworkDescription &network;
  std::vector<std::string> paths;
  StringMap<unsigned> indices;
  /// The names below the outermost list, and those of the outermost list that
  /// they would hide from a layer that needs them.
  StringSet<> inner, hidden;
  std::map<std::string, StoredTensor> table;
};

/// The names of the modules around a layer, outermost first.
SmallVector<StringRef> modulesOf(const LoweredLayer &layer) {
  SmallVector<StringRef> modules;
  StringRef(layer.modulePath).split(modules, '.', -1, /*KeepEmpty=*/false);
  return modules;
}

/// A name that a file may have.
std::string cleanName(StringRef name) {
  std::string clean = name.str();
  for (char &c : clean)
    if (!isAlnum(c) && c != '_' && c != '-')
      c = '_';
  return clean == "input" ? "input_" : clean;
}

/// Names that C can give parameters, each once.
class PortNames {
public:
  /// `otherwise` where there is no such name in `wanted`; `_x` beside `x` is
  /// `x_1`, where it is number 1.
  std::string choose(StringRef wanted, StringRef otherwise, size_t number) {
    std::string name = cleanName(wanted.ltrim('_'));
    std::replace(name.begin(), name.end(), '-', '_');
    if (name.empty() || !isAlpha(name.front()))
      name = otherwise.str();
    if (!taken.insert(name).second) {
      name += "_" + std::to_string(number);
      taken.insert(name);
    }
    return name;
  }

private:
  StringSet<> taken;
};

void Namer::nameInputs() {
  PortNames names;
  for (auto [index, input] : enumerate(network.inputs)) {
    std::string &name = input.name.text;
    if (network.inputs.size() > 1)
      name = names.choose(name, "input_", index);
    paths[index] = name;
  }
}

std::string Namer::choose(const std::vector<Layer> &list, StringRef wanted,
                          bool isTop) {
  std::string name = cleanName(wanted), base = name;
  auto isTaken = [&] {
    return any_of(list, [&](auto &layer) { return layer.name.text == name; }) ||
           any_of(network.inputs,
                  [&](auto &input) { return input.name.text == name; }) ||
           (isTop && hidden.contains(name));
  };
  for (int count = 2; isTaken(); ++count)
    name = base + "_" + std::to_string(count);
  if (!isTop)
    inner.insert(name);
  return name;
}

void Namer::makeOperator(Layer &layer, unsigned index,
                         const std::string &prefix) {
  layer.called = layers[index].called;
  layer.name.place.origin = layers[index].origin;
  layer.attributes = layers[index].attributes;
  paths[index] = prefix + layer.name.text;
  indices[paths[index]] = index;
}

/// Puts the layers `members`, all in the module `prefix`, into `list`. What
/// belongs to one module within is one member, where its first layer is: layers
/// may stand in any order.
void Namer::build(std::vector<Layer> &list, ArrayRef<unsigned> members,
                  size_t depth, const std::string &prefix) {
  StringMap<std::vector<unsigned>> modules;
  for (unsigned index : members)
    if (auto path = modulesOf(layers[index]); path.size() > depth)
      modules[path[depth]].push_back(index);
  for (unsigned index : members) {
    SmallVector<StringRef> path = modulesOf(layers[index]);
    Layer layer;
    if (path.size() == depth) {
      layer.name.text = choose(list, layers[index].name, depth == 0);
      makeOperator(layer, index, prefix);
      list.push_back(std::move(layer));
      continue;
    }
    ArrayRef<unsigned> content = modules[path[depth]];
    if (content.front() != index)
      continue;
    layer.name.text = choose(list, path[depth], depth == 0);
    if (content.size() == 1 && path.size() == depth + 1) {
      makeOperator(layer, index, prefix);
    } else {
      layer.kind = Layer::Kind::Sequential;
      layer.called = "sequential";
      layer.name.place.origin = layers[index].origin;
      build(layer.layers, content, depth + 1, prefix + layer.name.text + ".");
    }
    list.push_back(std::move(layer));
  }
}

unsigned Namer::firstIn(const Layer &layer, const std::string &path) {
  return layer.layers.empty()
             ? indices[path]
             : firstIn(layer.layers.front(),
                       path + "." + layer.layers.front().name.text);
}

unsigned Namer::lastIn(const Layer &layer, const std::string &path) {
  return layer.layers.empty()
             ? indices[path]
             : lastIn(layer.layers.back(),
                      path + "." + layer.layers.back().name.text);
}

/// A name that means layer `index` in the list whose members' paths begin with
/// `prefix`.
Name Namer::refer(unsigned index, StringRef prefix) {
  StringRef path = paths[index], own = path;
  bool isNear = own.consume_front(prefix) && !own.contains('.');
  if (!isNear && inner.contains(path))
    hidden.insert(path);
  return {isNear ? own.str() : path.str(), {}};
}

/// Says what feeds a member where it is not the one before it.
void Namer::connect(std::vector<Layer> &list, std::optional<unsigned> entering,
                    const std::string &prefix) {
  std::optional<unsigned> before = entering;
  for (Layer &layer : list) {
    std::string path = prefix + layer.name.text;
    ArrayRef<unsigned> inputs = layers[firstIn(layer, path)].inputs;
    bool isOperator = layer.kind == Layer::Kind::Operator;
    std::optional<unsigned> fed = before;
    if (inputs.size() == 1)
      fed = inputs.front();
    if ((isOperator && inputs.size() > 1) || fed != before) {
      layer.inputs.emplace();
      for (unsigned input : inputs)
        layer.inputs->push_back(refer(input, prefix));
    }
    if (isOperator)
      nameWeights(layer, indices[path]);
    else
      connect(layer.layers, fed, path + ".");
    before = lastIn(layer, path);
  }
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The tensor's name in the table, where it is now. Its own, unless the table
/// has that for a tensor of another shape.
std::string Namer::tensorFor(const LoweredWeight &weight,
                             const std::string &path) {
  const Constant &value = weight.value;
  StoredTensor tensor{value.sizes, value.floats};
  if (!tensor.values || value.name.empty())
    tensor.values = std::make_shared<const std::vector<float>>(
        value.numbers->begin(), value.numbers->end());
  std::string name =
      value.name.empty() ? path + "." + weight.weight : value.name;
  auto [entry, fresh] = table.try_emplace(name, tensor);
  if (fresh || (!value.name.empty() && entry->second.shape == value.sizes))
    return name;
  std::string base = path + "." + weight.weight;
  name = base;
  for (int count = 2; !table.try_emplace(name, tensor).second; ++count)
    name = base + "_" + std::to_string(count);
  return name;
}

void Namer::nameWeights(Layer &layer, unsigned index) {
  LayerWeights given;
  std::optional<std::string> prefix;
  bool isPrefix = true;
  for (const LoweredWeight &weight : layers[index].weights) {
    std::string tensor = tensorFor(weight, paths[index]);
    given.tensors.push_back({{weight.weight, {}}, {tensor, {}}});
    StringRef before = tensor;
    isPrefix &= before.consume_back("." + weight.weight) &&
                (!prefix || before == *prefix);
    prefix = before.str();
  }
  if (given.tensors.empty() || (isPrefix && *prefix == paths[index]))
    return;
  if (isPrefix) {
    given.prefix = *prefix;
    given.tensors.clear();
  }
  layer.weights = std::move(given);
}

void Namer::nameOutputs(ArrayRef<LoweredOutput> outputs) {
  const Layer &last = network.layers.back();
  if (outputs.size() == 1 && outputs[0].layer == lastIn(last, last.name.text))
    return;
  PortNames names;
  for (auto [index, output] : enumerate(outputs)) {
    std::string name = "output";
    if (outputs.size() > 1)
      name = names.choose(output.name, name + std::to_string(index), index);
    network.outputs.push_back({{name, {}}, refer(output.layer, "")});
  }
}

void Namer::run(ArrayRef<LoweredOutput> outputs) {
  size_t inputs = network.inputs.size();
  std::vector<unsigned> members(layers.size() - inputs);
  std::iota(members.begin(), members.end(), inputs);
  std::optional<unsigned> entering;
  if (inputs == 1)
    entering = 0;
  for (size_t known = ~size_t(0); known != hidden.size();) {
    known = hidden.size();
    network.layers.clear();
    table.clear();
    inner.clear();
    build(network.layers, members, 0, "");
    connect(network.layers, entering, "");
  }
  nameOutputs(outputs);
  if (table.empty())
    return;
  network.weights.emplace();
  network.weights->table =
      std::make_shared<const std::map<std::string, StoredTensor>>(
          std::move(table));
}

} // namespace

void nameLayers(ArrayRef<LoweredLayer> layers, ArrayRef<LoweredOutput> outputs,
                NetworkDescription &network) {
  Namer(layers, network).run(outputs);
}

} // namespace cocc::frontends
