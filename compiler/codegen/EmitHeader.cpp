//===- EmitHeader.cpp - <net>.h -------------------------------------------===//

#include "compiler/codegen/EmitHeader.h"
#include "compiler/codegen/EmitHeaderText.h"

#include "cocc/table.h"

#include "llvm/ADT/StringExtras.h"

#include <numeric>

using namespace llvm;
using namespace cocc::header;

namespace {

std::string shapeText(ArrayRef<int64_t> shape) {
  return join(map_range(shape, [](int64_t extent) { return itostr(extent); }),
              ", ");
}

int64_t elements(ArrayRef<int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                         std::multiplies<>());
}

/// Writes #defines behind the network's name.
class Constants {
public:
  void add(const Twine &name, const Twine &value, StringRef meaning = "") {
    if (!meaning.empty())
      text += ("/* " + meaning + " */\n").str();
    text += ("#define $net_" + name + " " + value + "\n").str();
  }

  void addShape(const Twine &name, ArrayRef<int64_t> shape) {
    add(name + "_RANK", Twine(shape.size()));
    add(name + "_SHAPE", "{" + shapeText(shape) + "}");
    add(name + "_ELEMENTS", Twine(elements(shape)));
  }

  /// `prefix` is empty where there is one output.
  void addFacts(const Twine &prefix, const cocc::OutputLayout &output) {
    const cocc::StreamFacts &stream = output.stream;
    add(prefix + "RECEPTIVE_FIELD", Twine(stream.getReceptiveField()),
        "Frames of input that one output looks at; 0: all so far.");
    add(prefix + "STRIDE", Twine(stream.stride),
        "Steps from one output to the next.");
    add(prefix + "PADDING", Twine(stream.padding),
        "Frames of padding before the clip, seen from the input.");
    add(prefix + "DELAY", Twine(stream.delay),
        "Steps that an output's own frame lies behind the newest input.");
    add(prefix + "WARM_UP", Twine(stream.warmUp),
        "The step, counted from 0, of the first output.");
    add(prefix + "FLUSH_FRAMES", Twine(output.flushFrames),
        "The most frames that a flush writes.");
  }

  std::string text;
};

std::string constants(const cocc::NetworkLayout &layout) {
  Constants constants;
  constants.add("BATCH", Twine(layout.inputs.front().shape.front()));
  const bool oneInput = layout.inputs.size() == 1;
  for (const cocc::InputLayout &input : layout.inputs)
    constants.addShape(oneInput ? "INPUT" : "INPUT_" + input.name, input.shape);
  const bool oneOutput = layout.outputs.size() == 1;
  for (const cocc::OutputLayout &output : layout.outputs)
    constants.addShape(oneOutput ? "OUTPUT" : "OUTPUT_" + output.name,
                       output.shape);
  constants.add("STATE_BYTES", Twine(layout.stateBytes),
                "Memory for one stream.");
  constants.add("STATE_ALIGNMENT", Twine(COCC_STATE_ALIGNMENT));
  for (const cocc::OutputLayout &output : layout.outputs)
    constants.addFacts(oneOutput ? "" : "OUTPUT_" + output.name + "_", output);
  constants.add("MACS_PER_STEP", Twine(layout.macsPerStep),
                "Multiply-adds of a step, on average.");
  constants.add("PARAMETERS", Twine(layout.parameters),
                "Numbers in the weights.");
  return constants.text;
}

/// The parameters that stand for the inputs or outputs: `what` alone, or with
/// the name of each.
template <typename Port>
std::vector<std::string> parametersOf(StringRef what,
                                      const std::vector<Port> &ports) {
  std::vector<std::string> names;
  for (const Port &port : ports)
    names.push_back(ports.size() == 1 ? what.str()
                                      : (what + "_" + port.name).str());
  return names;
}

StringRef elementType(const cocc::InputLayout &input) {
  return input.type == "int32"   ? "int32_t"
         : input.type == "int64" ? "int64_t"
                                 : "float";
}

std::string describeElements(const cocc::InputLayout &input) {
  std::string text;
  if (input.type != "float32")
    text += " of " + elementType(input).str();
  if (input.limit > 0)
    text += ", whole numbers from 0 to " + itostr(input.limit - 1);
  else if (input.type != "float32")
    text += " of less than 2^24";
  return text;
}

std::string describeElements(const cocc::OutputLayout &) { return ""; }

/// What a step does with numbers that an input may not have.
std::string describeLimits(const cocc::NetworkLayout &layout) {
  return all_of(layout.inputs,
                [](const cocc::InputLayout &input) {
                  return describeElements(input).empty();
                })
             ? ""
             : " *\n * A step with other numbers returns $net_ERROR_VALUE, and "
               "the stream is as it was.\n";
}

template <typename Port>
std::string describeFrames(ArrayRef<std::string> names,
                           const std::vector<Port> &ports) {
  size_t width = 3;
  for (const std::string &name : names)
    width = std::max(width, name.size());
  std::string text;
  for (auto [name, port] : zip_equal(names, ports))
    text += " *   " + name + std::string(width - name.size() + 2, ' ') + "(" +
            shapeText(port.shape) + ")" + describeElements(port) + "\n";
  return text;
}

/// The names, each behind a type.
std::string declare(StringRef type, ArrayRef<std::string> names) {
  return join(
      map_range(names,
                [&](const std::string &name) { return (type + name).str(); }),
      ", ");
}

/// The parameters for the inputs, each a pointer to its elements.
std::string declareInputs(ArrayRef<std::string> names,
                          const std::vector<cocc::InputLayout> &inputs) {
  std::vector<std::string> parameters;
  for (auto [name, input] : zip_equal(names, inputs))
    parameters.push_back(("const " + elementType(input) + " *" + name).str());
  return join(parameters, ", ");
}

std::string replaced(std::string text, StringRef name, StringRef value) {
  for (size_t at = text.find(name); at != std::string::npos;
       at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
  return text;
}

} // namespace

std::string cocc::emitHeader(const NetworkLayout &layout) {
  const std::vector<std::string> in = parametersOf("in", layout.inputs);
  const std::vector<std::string> out = parametersOf("out", layout.outputs);
  const bool oneOutput = out.size() == 1;
  // A name comes before those that it begins with.
  const std::pair<StringRef, std::string> parts[] = {
      {"$constants", constants(layout)},
      {"$counts", oneOutput ? "" : ", int64_t *counts"},
      {"$frames",
       describeFrames(in, layout.inputs) + describeFrames(out, layout.outputs)},
      {"$stepText", oneOutput ? stepOfOne : stepOfSeveral},
      {"$flushText", oneOutput ? flushOfOne : flushOfSeveral},
      {"$due", oneOutput ? " == 1" : " > 0"},
      {"$rest", oneOutput ? "rest" : declare("", out) + ", counts"},
      {"$limits", describeLimits(layout)},
      {"$ins", declareInputs(in, layout.inputs)},
      {"$in", declare("", in)},
      {"$outs", declare("float *", out)},
      {"$out", declare("", out)},
      {"$errorArgument", itostr(COCC_ERROR_ARGUMENT)},
      {"$errorState", itostr(COCC_ERROR_STATE)},
      {"$errorMemory", itostr(COCC_ERROR_MEMORY)},
      {"$errorValue", itostr(COCC_ERROR_VALUE)},
      {"$net", layout.name},
      {"$s", in.size() == 1 ? "" : "s"}};
  std::string text = headerText;
  for (const auto &[name, value] : parts)
    text = replaced(std::move(text), name, value);
  return text;
}
