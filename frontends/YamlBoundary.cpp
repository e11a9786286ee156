//===- YamlBoundary.cpp ---------------------------------------------------===//

#include "frontends/YamlBoundary.h"
#include "dialect/InputFrames.h"
#include "dialect/WholeNumbers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {

using Kind = YamlNode::Kind;
using continual::InputRate, continual::mostRate;

BoundaryReader::Boundary BoundaryReader::takeBoundary(Fields &fields) {
  Boundary boundary;
  boundary.input = fields.take("input");
  boundary.inputs = fields.take("inputs");
  boundary.output = fields.take("output");
  boundary.outputs = fields.take("outputs");
  boundary.align = fields.take("align_outputs");
  boundary.weights = fields.take("weights");
  return boundary;
}

bool BoundaryReader::readBoundary(const Boundary &boundary,
                                  NetworkDescription &network) {
  return readInputs(boundary, network) &&
         (!boundary.weights.node || readWeights(boundary.weights, network)) &&
         readOutputs(boundary, network) &&
         (!boundary.align.node || readAlign(boundary.align, network));
}

bool BoundaryReader::checkNotBoth(Ref one, Ref several, StringRef key) {
  return !one.node || !several.node ||
         fail(placeOf(several),
              "a network has either '" + key + "' or '" + key + "s', not both");
}

bool BoundaryReader::readPortName(Ref ref, StringRef what,
                                  ArrayRef<Name> others, Name &name) {
  if (!readName(ref, what, name))
    return false;
  StringRef text = name.text;
  if (!isAlpha(text.front()) || text.contains('-'))
    return fail(name.place, "'" + text + "' names parameters of C functions; " +
                                what +
                                " must be called by letters, digits and '_', "
                                "and start with a letter");
  for (const Name &other : others)
    if (other.text == text)
      return fail(name.place, "'" + text + "' is there already",
                  {{other.place, "the first is here"}});
  return true;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

bool BoundaryReader::readInputs(const Boundary &boundary,
                                NetworkDescription &network) {
  if (!checkNotBoth(boundary.input, boundary.inputs, "input"))
    return false;
  if (boundary.input.node) {
    NetworkInput &input = network.inputs.emplace_back();
    input.name = {"input", placeOf(boundary.input)};
    return readInput(boundary.input, "'input'", input);
  }
  Fields fields;
  if (!openMapping(boundary.inputs, "'inputs'", fields))
    return false;
  std::vector<Name> names;
  for (const YamlNode::Entry &entry : fields.left) {
    NetworkInput &input = network.inputs.emplace_back();
    if (!readPortName(boundary.inputs.at(entry.key), "an input", names,
                      input.name) ||
        !readInput(boundary.inputs.at(entry.value),
                   "input '" + input.name.text + "'", input))
      return false;
    names.push_back(input.name);
  }
  return !names.empty() || fail(placeOf(boundary.inputs),
                                "a network needs at least one input, as in "
                                "'inputs: {rgb: {shape: [1, 3, 28, 28]}}'");
}

bool BoundaryReader::readInput(Ref ref, const Twine &what,
                               NetworkInput &input) {
  std::string name = what.str();
  Fields fields;
  if (!openMapping(ref, name, fields))
    return false;
  Ref shape = fields.take("shape"), type = fields.take("type"),
      limit = fields.take("limit"), rate = fields.take("rate");
  if (!finish(fields, {"shape", "type", "limit", "rate"}, name))
    return false;
  constexpr const char *right = "a list of batch, channels and up to two "
                                "spatial axes, such as [1, 32, 28, 28]";
  if (!shape.node)
    return fail(placeOf(ref), name + " needs the key 'shape': " + right);
  input.shapePlace = placeOf(shape);
  if (shape.node->kind != Kind::Sequence)
    return fail(placeOf(shape), "'shape' must be " + Twine(right) + ", not " +
                                    describe(*shape.node));
  size_t rank = shape.node->items.size();
  if (rank < 1 || rank > 4)
    return fail(placeOf(shape), "'shape' must be " + Twine(right) + ", not " +
                                    Twine(rank) +
                                    " numbers; time is not a part of it");
  for (const YamlNode *item : shape.node->items)
    if (!readCount(shape.at(item), "an extent", input.shape.emplace_back()))
      return false;
  return readElements(type, limit, input) &&
         (!rate.node || readRate(rate, input.rate));
}

/// "160", or "1/4".
bool BoundaryReader::readRate(Ref ref, InputRate &rate) {
  SmallVector<StringRef> numbers;
  StringRef(ref.node->text).split(numbers, '/');
  bool isRate = ref.node->kind == Kind::Scalar && numbers.size() <= 2;
  auto read = [&](StringRef text, int64_t &number) {
    isRate &= all_of(text, isDigit) && !text.starts_with("0") &&
              !text.getAsInteger(10, number) && number <= mostRate;
  };
  read(numbers.front(), rate.frames);
  if (numbers.size() == 2)
    read(numbers.back(), rate.every);
  if (!isRate)
    return fail(placeOf(ref),
                "'rate' must be how many frames there are to one that a step "
                "counts, such as 160, or 1/4, of numbers up to " +
                    Twine(mostRate));
  int64_t common = std::gcd(rate.frames, rate.every);
  rate = {rate.frames / common, rate.every / common};
  return true;
}

/// What the elements of an input are.
bool BoundaryReader::readElements(Ref type, Ref limit, NetworkInput &input) {
  constexpr StringRef types[] = {"float32", "int32", "int64"};
  size_t index = 0;
  if (type.node && !readChoice(type, "type", types, index))
    return false;
  input.type = types[index].str();
  if (limit.node && !readCount(limit, "'limit'", input.limit))
    return false;
  return input.limit <= continual::mostIndices ||
         fail(placeOf(limit), "'limit' must be at most " +
                                  Twine(continual::mostIndices) +
                                  ": float32 has no more whole numbers");
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

bool BoundaryReader::readOutput(Ref name, Ref layer,
                                NetworkDescription &network) {
  std::vector<Name> taken;
  for (const NetworkOutput &other : network.outputs)
    taken.push_back(other.name);
  NetworkOutput &output = network.outputs.emplace_back();
  output.layer.place = placeOf(layer);
  return readPortName(name, "an output", taken, output.name) &&
         readWord(layer, "an output must be the name of a layer",
                  output.layer.text);
}

bool BoundaryReader::readOutputs(const Boundary &boundary,
                                 NetworkDescription &network) {
  Ref outputs = boundary.outputs;
  if (!checkNotBoth(boundary.output, outputs, "output"))
    return false;
  if (boundary.output.node) {
    NetworkOutput &output = network.outputs.emplace_back();
    output.name = {"output", placeOf(boundary.output)};
    output.layer.place = placeOf(boundary.output);
    return readWord(boundary.output, "'output' must be the name of a layer",
                    output.layer.text);
  }
  if (!outputs.node)
    return true;
  if (outputs.node->kind != Kind::Sequence &&
      outputs.node->kind != Kind::Mapping)
    return fail(placeOf(outputs),
                Twine("'outputs' must be a list of layers, or a mapping from "
                      "names to layers, not ") +
                    describe(*outputs.node));
  for (const YamlNode *item : outputs.node->items)
    if (!readOutput(outputs.at(item), outputs.at(item), network))
      return false;
  for (const YamlNode::Entry &entry : outputs.node->entries)
    if (!readOutput(outputs.at(entry.key), outputs.at(entry.value), network))
      return false;
  return !network.outputs.empty() ||
         fail(placeOf(outputs), "a network needs at least one output");
}

bool BoundaryReader::readAlign(Ref ref, NetworkDescription &network) {
  if (ref.node->kind != Kind::Scalar ||
      scalarKind(*ref.node) != GivenValue::Kind::Flag)
    return fail(placeOf(ref), "'align_outputs' must be true or false");
  network.alignOutputs = StringRef(ref.node->text).equals_insensitive("true");
  return true;
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

bool BoundaryReader::readWeights(Ref ref, NetworkDescription &network) {
  WeightsReference &weights = network.weights.emplace();
  weights.place = placeOf(ref);
  constexpr const char *right =
      "'weights' must be the path of a safetensors file or {seed: number}";
  if (ref.node->kind == Kind::Scalar) {
    weights.path = ref.node->text;
    return !weights.path.empty() || fail(weights.place, right);
  }
  if (ref.node->kind != Kind::Mapping)
    return fail(weights.place, Twine(right) + ", not " + describe(*ref.node));
  Fields fields;
  if (!openMapping(ref, "'weights'", fields))
    return false;
  Ref seed = fields.take("seed");
  if (!finish(fields, {"seed"}, "'weights'"))
    return false;
  if (!seed.node)
    return fail(weights.place, right);
  uint64_t number = 0;
  int64_t negative = 0;
  StringRef text = StringRef(seed.node->text);
  if (seed.node->kind != Kind::Scalar ||
      scalarKind(*seed.node) != GivenValue::Kind::Integer ||
      (text.ltrim('+').getAsInteger(10, number) &&
       text.getAsInteger(10, negative)))
    return fail(placeOf(seed),
                "'seed' must be a whole number of at most 64 bits");
  weights.seed = number | static_cast<uint64_t>(negative);
  return true;
}

} // namespace cocc::frontends
