//===- YamlReader.cpp -----------------------------------------------------===//

#include "frontends/YamlReader.h"
#include "frontends/NetworkName.h"
#include "frontends/Suggestions.h"
#include "frontends/YamlBoundary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <map>

using namespace llvm;

namespace cocc::frontends {
namespace {

/// Repetitions, blocks and aliases can write a network out that is far larger
/// than its file; beyond these limits it is a mistake.
constexpr size_t maxLayers = 100000;
constexpr size_t maxDepth = 100;

using Kind = YamlNode::Kind;

/// Each function that can fail returns false, or nothing, once `problem` is
/// filled.
class Reader : BoundaryReader {
public:
  struct Container {
    StringRef name;
    bool (Reader::*read)(Fields &, Layer &);
    /// Whether a list of layers may stand in place of the mapping.
    bool takesList;
  };
  static ArrayRef<Container> containers();

  Reader(const YamlTree &tree, Problem &problem)
      : BoundaryReader(problem), tree(tree) {}

  std::optional<NetworkDescription> read();

private:
  struct Block {
    std::vector<YamlNode::Entry> parameters;
    Ref layers;
    Place place;
  };

  bool readTop(NetworkDescription &network);
  bool readDefinitions(Ref ref, NetworkDescription &network);
  bool readDefinition(Ref key, Ref body, NetworkDescription &network);

  bool readLayers(Ref ref, std::vector<Layer> &layers);
  bool addLayer(Ref item, std::vector<Layer> &layers,
                std::map<std::string, Place> &names);
  bool readLayer(Ref item, Layer &layer);
  bool readCommon(Fields &fields, Layer &layer);
  bool readReferences(Ref ref, std::vector<Name> &names);
  bool readLayerWeights(Ref ref, LayerWeights &weights);
  bool readOperator(Fields &fields, Layer &layer);
  bool readSequential(Fields &fields, Layer &layer);
  bool readResidual(Fields &fields, Layer &layer);
  bool readParallel(Fields &fields, Layer &layer);
  bool readBranch(std::optional<Ref> key, Ref layers, Layer &parallel);
  bool readRepeat(Fields &fields, Layer &layer);
  bool readUse(const Block &block, Fields &fields, Layer &layer);
  bool readReduce(Ref ref, ArrayRef<StringRef> choices, Layer &layer);
  bool readMembers(Fields &fields, Layer &layer);
  bool checkSize(const Place &place);

  const YamlTree &tree;
  std::map<std::string, Block> blocks;
  std::vector<StringRef> blocksInUse;
  std::deque<Scope> scopes;
  size_t layerCount = 0;
  size_t depth = 0;
};

//===----------------------------------------------------------------------===//
// The top of the file
//===----------------------------------------------------------------------===//

std::optional<NetworkDescription> Reader::read() {
  NetworkDescription network;
  if (!readTop(network))
    return std::nullopt;
  return network;
}

bool Reader::readTop(NetworkDescription &network) {
  static constexpr StringRef keys[] = {"network", "input",   "inputs",
                                       "weights", "layers",  "define",
                                       "output",  "outputs", "align_outputs"};
  if (!tree.root || tree.root->kind == Kind::Null)
    return fail({1, 1}, "the file is empty; a network has the keys "
                        "'network', 'input', 'weights' and 'layers'");
  Fields fields;
  if (!openMapping({tree.root, nullptr}, "a network", fields))
    return false;
  Ref name = fields.take("network"), layers = fields.take("layers"),
      definitions = fields.take("define");
  Boundary boundary = takeBoundary(fields);
  if (!finish(fields, keys, "a network"))
    return false;
  for (auto [key, value] : {std::pair("network", name),
                            {"input", boundary.getInput()},
                            {"layers", layers}})
    if (!value.node)
      return fail(tree.root->place,
                  "a network needs the key '" + Twine(key) + "'");
  network.name.place = placeOf(name);
  if (!readWord(name, "'network' must be a name", network.name.text))
    return false;
  if (std::string wrong = findWrongInNetworkName(network.name.text);
      !wrong.empty())
    return fail(network.name.place, wrong);
  if (!readBoundary(boundary, network) ||
      (definitions.node && !readDefinitions(definitions, network)) ||
      !readLayers(layers, network.layers))
    return false;
  return !network.layers.empty() ||
         fail(placeOf(layers), "a network needs at least one layer");
}

bool Reader::readDefinitions(Ref ref, NetworkDescription &network) {
  Fields fields;
  if (!openMapping(ref, "'define'", fields))
    return false;
  for (const YamlNode::Entry &entry : fields.left)
    if (!readDefinition(ref.at(entry.key), ref.at(entry.value), network))
      return false;
  return true;
}

bool Reader::readDefinition(Ref key, Ref body, NetworkDescription &network) {
  Name name;
  if (!readName(key, "a block", name))
    return false;
  if (is_contained(containerNames(), name.text))
    return fail(name.place,
                "'" + name.text +
                    "' is a container; the block needs another name");
  std::string what = "block '" + name.text + "'";
  Fields fields, parameters;
  if (!openMapping(body, what, fields))
    return false;
  Ref given = fields.take("parameters"), layers = fields.take("layers");
  if (!finish(fields, {"parameters", "layers"}, what))
    return false;
  if (!layers.node)
    return fail(name.place, what + " needs the key 'layers'");
  if (given.node && !openMapping(given, "'parameters'", parameters))
    return false;
  for (const YamlNode::Entry &entry : parameters.left)
    if (is_contained({"name", "inputs", "weights"}, entry.key->text))
      return fail(entry.key->place, "every layer has the key '" +
                                        entry.key->text +
                                        "'; the parameter needs another name");
  blocks[name.text] = {parameters.left, layers, name.place};
  network.blocks.push_back(name);
  return true;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

bool Reader::checkSize(const Place &place) {
  if (++layerCount > maxLayers)
    return fail(place, "written out, the network has more than " +
                           Twine(maxLayers) + " layers");
  if (depth > maxDepth)
    return fail(place,
                "the layers are nested more than " + Twine(maxDepth) + " deep");
  return true;
}

bool Reader::readLayers(Ref ref, std::vector<Layer> &layers) {
  if (!resolve(ref))
    return false;
  if (ref.node->kind != Kind::Sequence)
    return fail(placeOf(ref), "here must be a list of layers, not " +
                                  Twine(describe(*ref.node)));
  ++depth;
  auto leave = scope_exit([&] { --depth; });
  std::map<std::string, Place> names;
  for (const YamlNode *item : ref.node->items)
    if (!addLayer(ref.at(item), layers, names))
      return false;
  return true;
}

bool Reader::addLayer(Ref item, std::vector<Layer> &layers,
                      std::map<std::string, Place> &names) {
  Layer layer;
  layer.name.text = std::to_string(layers.size());
  if (!readLayer(item, layer))
    return false;
  auto [first, fresh] = names.try_emplace(layer.name.text, layer.name.place);
  if (!fresh)
    return fail(layer.name.place,
                "two layers of this list are called '" + layer.name.text + "'",
                {{first->second, "the first is here"}});
  layers.push_back(std::move(layer));
  return true;
}

bool Reader::readLayer(Ref item, Layer &layer) {
  constexpr const char *right =
      "a layer is a name, as in '- relu', or a name with attributes, as in "
      "'- conv: {channels: 8, kernel: 3}'";
  if (!resolve(item))
    return false;
  Ref key = item, body;
  if (item.node->kind == Kind::Mapping && item.node->entries.size() == 1) {
    key = item.at(item.node->entries.front().key);
    body = item.at(item.node->entries.front().value);
  } else if (item.node->kind == Kind::Mapping) {
    std::vector<StringRef> keys;
    for (const YamlNode::Entry &entry : item.node->entries)
      keys.push_back(entry.key->text);
    return fail(placeOf(item), Twine(right) + "; here are the keys " +
                                   (keys.empty() ? "" : listNames(keys)) +
                                   " side by side");
  } else if (item.node->kind != Kind::Scalar) {
    return fail(placeOf(item), Twine(right) + ", not " + describe(*item.node));
  }
  layer.name.place = placeOf(key);
  layer.called = key.node->text;
  if (!checkSize(layer.name.place))
    return false;
  const auto *container = find_if(containers(), [&](const Container &entry) {
    return entry.name == layer.called;
  });
  bool isContainer = container != containers().end();
  Fields fields;
  if (body.node && !resolve(body))
    return false;
  bool list = body.node && body.node->kind == Kind::Sequence;
  if (isContainer && container->takesList && list)
    fields = {body, {}};
  else if (body.node &&
           !openMapping(body, "what '" + layer.called + "' is given", fields))
    return false;
  if (!readCommon(fields, layer))
    return false;
  if (isContainer)
    return (this->*container->read)(fields, layer);
  auto block = blocks.find(layer.called);
  return block == blocks.end() ? readOperator(fields, layer)
                               : readUse(block->second, fields, layer);
}

bool Reader::readCommon(Fields &fields, Layer &layer) {
  Place place = layer.name.place;
  if (Ref name = fields.take("name"); name.node) {
    Name given;
    if (!readName(name, "'name'", given))
      return false;
    layer.name.text = given.text;
  }
  layer.name.place = place;
  Ref inputs = fields.take("inputs");
  return !inputs.node || readReferences(inputs, layer.inputs.emplace());
}

bool Reader::readReferences(Ref ref, std::vector<Name> &names) {
  constexpr const char *right =
      "'inputs' must be the name of a layer or a list of names";
  if (!resolve(ref))
    return false;
  std::vector<Ref> items = {ref};
  if (ref.node->kind == Kind::Sequence) {
    items.clear();
    for (const YamlNode *item : ref.node->items)
      items.push_back(ref.at(item));
  }
  if (items.empty())
    return fail(placeOf(ref), right);
  for (Ref item : items) {
    Name &name = names.emplace_back();
    if (!resolve(item) || !readWord(item, right, name.text))
      return false;
    name.place = placeOf(item);
  }
  return true;
}

bool Reader::readLayerWeights(Ref ref, LayerWeights &weights) {
  if (!resolve(ref))
    return false;
  weights.place = placeOf(ref);
  if (ref.node->kind != Kind::Mapping) {
    constexpr StringRef right =
        "'weights' of a layer must be a name, or {weight: tensor, ...}";
    return readWord(ref, right, weights.prefix) &&
           (!weights.prefix.empty() ||
            fail(weights.place, right + ", not empty"));
  }
  Fields fields;
  if (!openMapping(ref, "'weights'", fields))
    return false;
  for (const YamlNode::Entry &entry : fields.left) {
    LayerWeights::Tensor &each = weights.tensors.emplace_back();
    Ref tensor = ref.at(entry.value);
    each.weight = {entry.key->text, placeOf(ref.at(entry.key))};
    if (!resolve(tensor) ||
        !readWord(tensor, "the name of a tensor is needed here",
                  each.tensor.text))
      return false;
    each.tensor.place = placeOf(tensor);
  }
  return true;
}

bool Reader::readOperator(Fields &fields, Layer &layer) {
  layer.kind = Layer::Kind::Operator;
  if (Ref weights = fields.take("weights");
      weights.node && !readLayerWeights(weights, layer.weights.emplace()))
    return false;
  for (const YamlNode::Entry &entry : fields.left) {
    GivenAttribute &attribute = layer.attributes.emplace_back();
    attribute.name = {entry.key->text, placeOf(fields.whole.at(entry.key))};
    if (!readValue(fields.whole.at(entry.value), attribute.value))
      return false;
  }
  return true;
}

/// The `layers` of a container, in its long form or as the list it is.
bool Reader::readMembers(Fields &fields, Layer &layer) {
  if (fields.whole.node && fields.whole.node->kind == Kind::Sequence)
    return readLayers(fields.whole, layer.layers);
  Ref members = fields.take("layers");
  if (!members.node)
    return fail(layer.name.place,
                "'" + layer.called + "' needs a list of layers");
  return readLayers(members, layer.layers);
}

bool Reader::readSequential(Fields &fields, Layer &layer) {
  layer.kind = Layer::Kind::Sequential;
  return readMembers(fields, layer) &&
         finish(fields, {"name", "inputs", "layers"}, "'sequential'");
}

bool Reader::readReduce(Ref ref, ArrayRef<StringRef> choices, Layer &layer) {
  size_t index = 0;
  if (ref.node && !readChoice(ref, "reduce", choices, index))
    return false;
  layer.reduce = static_cast<Layer::Reduce>(index);
  return true;
}

bool Reader::readResidual(Fields &fields, Layer &layer) {
  layer.kind = Layer::Kind::Residual;
  size_t shrink = 0;
  if (!readReduce(fields.take("reduce"), {"sum", "mul", "max"}, layer))
    return false;
  if (Ref ref = fields.take("shrink");
      ref.node &&
      !readChoice(ref, "shrink", {"lagging", "centered", "leading"}, shrink))
    return false;
  layer.shrink = static_cast<Layer::Shrink>(shrink);
  return readMembers(fields, layer) &&
         finish(fields, {"name", "inputs", "reduce", "shrink", "layers"},
                "'residual'");
}

bool Reader::readParallel(Fields &fields, Layer &layer) {
  layer.kind = Layer::Kind::Parallel;
  Ref branches = fields.take("branches");
  if (!readReduce(fields.take("reduce"), {"sum", "mul", "max", "concat"},
                  layer) ||
      !finish(fields, {"name", "inputs", "reduce", "branches"}, "'parallel'"))
    return false;
  constexpr const char *right = "a list of branches, each a list of layers, or "
                                "a mapping from names to such lists";
  if (!branches.node)
    return fail(layer.name.place,
                "'parallel' needs the key 'branches': " + Twine(right));
  if (!resolve(branches))
    return false;
  if (branches.node->kind != Kind::Sequence &&
      branches.node->kind != Kind::Mapping)
    return fail(placeOf(branches), "'branches' must be " + Twine(right) +
                                       ", not " + describe(*branches.node));
  for (const YamlNode *item : branches.node->items)
    if (!readBranch(std::nullopt, branches.at(item), layer))
      return false;
  for (const YamlNode::Entry &entry : branches.node->entries)
    if (!readBranch(branches.at(entry.key), branches.at(entry.value), layer))
      return false;
  return layer.layers.size() >= 2 ||
         fail(placeOf(branches),
              "'parallel' needs at least two branches, not " +
                  Twine(layer.layers.size()));
}

bool Reader::readBranch(std::optional<Ref> key, Ref layers, Layer &parallel) {
  Layer branch;
  branch.kind = Layer::Kind::Sequential;
  branch.called = "branch";
  branch.name = {std::to_string(parallel.layers.size()),
                 placeOf(key.value_or(layers))};
  if ((key && !readName(*key, "a branch", branch.name)) ||
      !checkSize(branch.name.place) || !readLayers(layers, branch.layers))
    return false;
  parallel.layers.push_back(std::move(branch));
  return true;
}

bool Reader::readRepeat(Fields &fields, Layer &layer) {
  layer.kind = Layer::Kind::Sequential;
  Ref count = fields.take("count"), members = fields.take("layers");
  if (!finish(fields, {"name", "inputs", "count", "layers"}, "'repeat'"))
    return false;
  for (auto [key, value] : {std::pair("count", count), {"layers", members}})
    if (!value.node)
      return fail(layer.name.place,
                  "'repeat' needs the key '" + Twine(key) + "'");
  int64_t times = 0;
  if (!readCount(count, "'count'", times))
    return false;
  ++depth;
  auto leave = scope_exit([&] { --depth; });
  for (int64_t i = 0; i < times; ++i) {
    Layer iteration;
    iteration.kind = Layer::Kind::Sequential;
    iteration.called = layer.called;
    iteration.name = {std::to_string(i), layer.name.place};
    if (!checkSize(layer.name.place) || !readLayers(members, iteration.layers))
      return false;
    layer.layers.push_back(std::move(iteration));
  }
  return true;
}

bool Reader::readUse(const Block &block, Fields &fields, Layer &layer) {
  layer.kind = Layer::Kind::Sequential;
  if (is_contained(blocksInUse, layer.called))
    return fail(layer.name.place,
                "block '" + layer.called + "' uses itself, by way of " +
                    listNames(blocksInUse),
                {{block.place, "it is defined here"}});
  Scope &scope = scopes.emplace_back();
  scope.usedAt = std::make_shared<Place>(layer.name.place);
  std::vector<StringRef> known = {"name", "inputs"};
  for (const YamlNode::Entry &entry : block.parameters) {
    StringRef name = entry.key->text;
    known.push_back(name);
    Ref value = fields.take(name);
    if (!value.node)
      value = {entry.value, nullptr};
    if (!resolve(value))
      return false;
    if (value.node->kind == Kind::Null)
      return fail(
          layer.name.place,
          "block '" + layer.called + "' needs its parameter '" + name + "'",
          {{entry.key->place, "the parameter has no value of its own"}});
    scope.parameters[name.str()] = value;
  }
  if (!finish(fields, known, "block '" + layer.called + "'"))
    return false;
  blocksInUse.push_back(layer.called);
  auto leave = scope_exit([&] { blocksInUse.pop_back(); });
  return readLayers({block.layers.node, &scope}, layer.layers);
}

ArrayRef<Reader::Container> Reader::containers() {
  static const Container entries[] = {
      {"sequential", &Reader::readSequential, true},
      {"residual", &Reader::readResidual, true},
      {"parallel", &Reader::readParallel, false},
      {"repeat", &Reader::readRepeat, false}};
  return entries;
}

} // namespace

ArrayRef<StringRef> containerNames() {
  static const std::vector<StringRef> names = [] {
    std::vector<StringRef> all;
    for (const Reader::Container &entry : Reader::containers())
      all.push_back(entry.name);
    return all;
  }();
  return names;
}

std::optional<NetworkDescription> readYaml(StringRef text, Problem &problem) {
  std::optional<YamlTree> tree = parseYaml(text, problem);
  if (!tree)
    return std::nullopt;
  return Reader(*tree, problem).read();
}

} // namespace cocc::frontends
