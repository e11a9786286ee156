//===- YamlWriter.cpp -----------------------------------------------------===//

#include "frontends/YamlWriter.h"
#include "frontends/YamlFields.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

constexpr unsigned step = 2;

/// A plain scalar must not look like anything else, to whatever reads it.
bool canBePlain(StringRef text) {
  return !text.empty() && (isAlnum(text.front()) || text.front() == '_') &&
         all_of(text,
                [](char c) { return isAlnum(c) || is_contained("_-./", c); }) &&
         !text.equals_insensitive("null");
}

std::string quote(StringRef text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (isASCII(c) && !isPrint(c))
      result += "\\x" + toHex(StringRef(&c, 1));
    else
      result += c;
  }
  return result + "\"";
}

/// Text where the grammar has a word, so that a number is one too.
std::string showWord(StringRef text) {
  return canBePlain(text) ? text.str() : quote(text);
}

std::string showWords(ArrayRef<Name> names) {
  std::string list = "[";
  for (const Name &name : names)
    list += (list.size() > 1 ? ", " : "") + showWord(name.text);
  return list + "]";
}

std::string showText(const std::string &text) {
  YamlNode node;
  node.kind = YamlNode::Kind::Scalar;
  node.text = text;
  return scalarKind(node) == GivenValue::Kind::Text ? showWord(text)
                                                    : quote(text);
}

std::string showValue(const GivenValue &value) {
  switch (value.kind) {
  case GivenValue::Kind::Nothing:
    return "null";
  case GivenValue::Kind::Flag:
  case GivenValue::Kind::Integer:
  case GivenValue::Kind::Number:
    return value.text;
  case GivenValue::Kind::Text:
    return showText(value.text);
  case GivenValue::Kind::Mapping:
    return "{}";
  case GivenValue::Kind::List:
    break;
  }
  std::string list = "[";
  for (const GivenValue &item : value.items)
    list += (list.size() > 1 ? ", " : "") + showValue(item);
  return list + "]";
}

/// What stands behind a layer's name: keys and values as they are written.
using Entries = std::vector<std::pair<std::string, std::string>>;

std::string showFlow(const Entries &entries) {
  std::string mapping = "{";
  for (const auto &[key, value] : entries)
    mapping += (mapping.size() > 1 ? ", " : "") + key + ": " + value;
  return mapping + "}";
}

std::string showWeights(const LayerWeights &weights) {
  if (weights.tensors.empty())
    return showWord(weights.prefix);
  Entries entries;
  for (const LayerWeights::Tensor &each : weights.tensors)
    entries.emplace_back(showWord(each.weight.text),
                         showWord(each.tensor.text));
  return showFlow(entries);
}

/// The name of the member `index` of a list, if it is not that number.
bool isNamed(const Layer &layer, size_t index) {
  return layer.name.text != std::to_string(index);
}

/// The keys that all layers have.
Entries commonEntries(const Layer &layer, size_t index) {
  Entries entries;
  if (isNamed(layer, index))
    entries.emplace_back("name", showWord(layer.name.text));
  if (layer.inputs)
    entries.emplace_back("inputs", layer.inputs->size() == 1
                                       ? showWord(layer.inputs->front().text)
                                       : showWords(*layer.inputs));
  return entries;
}

StringRef showReduce(Layer::Reduce reduce) {
  constexpr StringRef words[] = {"sum", "mul", "max", "concat"};
  return words[static_cast<size_t>(reduce)];
}

/// Writes lists of layers, a layer a line.
class Writer {
public:
  explicit Writer(raw_ostream &stream) : stream(stream) {}

  /// The list that belongs to the key just written, without its line's end.
  void writeLayers(ArrayRef<Layer> layers, unsigned indent) {
    if (layers.empty())
      stream << " []";
    stream << "\n";
    for (const auto &[index, layer] : enumerate(layers))
      writeLayer(layer, index, indent);
  }

private:
  void writeLayer(const Layer &layer, size_t index, unsigned indent) {
    stream.indent(indent) << "- ";
    switch (layer.kind) {
    case Layer::Kind::Operator:
      return writeOperator(layer, index);
    case Layer::Kind::Sequential:
      stream << "sequential:";
      return writeMembers(layer, commonEntries(layer, index), indent);
    case Layer::Kind::Residual:
      stream << "residual:";
      return writeResidual(layer, index, indent);
    case Layer::Kind::Parallel:
      stream << "parallel:\n";
      return writeParallel(layer, index, indent + 2 * step);
    }
  }

  void writeOperator(const Layer &layer, size_t index) {
    Entries entries = commonEntries(layer, index);
    for (const GivenAttribute &attribute : layer.attributes)
      entries.emplace_back(showWord(attribute.name.text),
                           showValue(attribute.value));
    if (layer.weights)
      entries.emplace_back("weights", showWeights(*layer.weights));
    stream << showWord(layer.called);
    if (!entries.empty())
      stream << ": " << showFlow(entries);
    stream << "\n";
  }

  void writeEntries(const Entries &entries, unsigned indent) {
    for (const auto &[key, value] : entries)
      stream.indent(indent) << key << ": " << value << "\n";
  }

  /// The layers of a container: alone, or behind its other entries.
  void writeMembers(const Layer &layer, const Entries &entries,
                    unsigned indent) {
    indent += 2 * step;
    if (entries.empty())
      return writeLayers(layer.layers, indent);
    stream << "\n";
    writeEntries(entries, indent);
    stream.indent(indent) << "layers:";
    writeLayers(layer.layers, indent + step);
  }

  void writeResidual(const Layer &layer, size_t index, unsigned indent) {
    Entries entries = commonEntries(layer, index);
    if (layer.reduce != Layer::Reduce::Sum)
      entries.emplace_back("reduce", showReduce(layer.reduce));
    if (layer.shrink != Layer::Shrink::Lagging)
      entries.emplace_back("shrink", layer.shrink == Layer::Shrink::Centered
                                         ? "centered"
                                         : "leading");
    writeMembers(layer, entries, indent);
  }

  void writeParallel(const Layer &layer, size_t index, unsigned indent) {
    Entries entries = commonEntries(layer, index);
    if (layer.reduce != Layer::Reduce::Sum)
      entries.emplace_back("reduce", showReduce(layer.reduce));
    writeEntries(entries, indent);
    stream.indent(indent) << "branches:\n";
    bool named = any_of(enumerate(layer.layers), [](auto each) {
      return isNamed(each.value(), each.index());
    });
    for (const Layer &branch : layer.layers) {
      stream.indent(indent + step)
          << (named ? showWord(branch.name.text) + ":" : "-");
      writeLayers(branch.layers, indent + 2 * step);
    }
  }

  raw_ostream &stream;
};

void writeInput(const NetworkInput &input, raw_ostream &stream) {
  stream << "{shape: [";
  interleaveComma(input.shape, stream);
  stream << "]";
  if (input.type != "float32")
    stream << ", type: " << input.type;
  if (input.limit > 0)
    stream << ", limit: " << input.limit;
  if (!input.rate.isOne()) {
    stream << ", rate: " << input.rate.frames;
    if (input.rate.every > 1)
      stream << "/" << input.rate.every;
  }
  stream << "}\n";
}

void writeInputs(const NetworkDescription &network, raw_ostream &stream) {
  if (network.hasOneInput()) {
    stream << "input: ";
    return writeInput(network.inputs.front(), stream);
  }
  stream << "inputs:\n";
  for (const NetworkInput &input : network.inputs) {
    stream.indent(step) << showWord(input.name.text) << ": ";
    writeInput(input, stream);
  }
}

void writeOutputs(const NetworkDescription &network, raw_ostream &stream) {
  if (network.outputs.empty())
    return;
  if (network.hasOneOutput()) {
    stream << "output: " << showWord(network.outputs.front().layer.text)
           << "\n";
    return;
  }
  Entries entries;
  for (const NetworkOutput &output : network.outputs)
    entries.emplace_back(showWord(output.name.text),
                         showWord(output.layer.text));
  stream << "outputs: " << showFlow(entries) << "\n";
  if (network.alignOutputs)
    stream << "align_outputs: true\n";
}

} // namespace

void writeYaml(const NetworkDescription &network, raw_ostream &stream) {
  stream << "network: " << showWord(network.name.text) << "\n";
  writeInputs(network, stream);
  if (network.weights && network.weights->seed)
    stream << "weights: {seed: " << *network.weights->seed << "}\n";
  else if (network.weights && !network.weights->path.empty())
    stream << "weights: " << showWord(network.weights->path) << "\n";
  writeOutputs(network, stream);
  stream << "layers:";
  Writer(stream).writeLayers(network.layers, step);
}

} // namespace cocc::frontends
