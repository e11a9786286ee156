//===- EmitHeader.cpp - <net>.h -------------------------------------------===//

#include "compiler/codegen/EmitHeader.h"
#include "compiler/codegen/EmitComments.h"
#include "compiler/codegen/EmitHeaderText.h"
#include "compiler/codegen/EmitNumbers.h"

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
      text += comment(meaning.str()) + "\n";
    text += ("#define $net_" + name + " " + value + "\n").str();
  }

  void addShape(const Twine &name, ArrayRef<int64_t> shape) {
    add(name + "_RANK", Twine(shape.size()));
    add(name + "_SHAPE", "{" + shapeText(shape) + "}");
    add(name + "_ELEMENTS", Twine(elements(shape)));
  }

  void addSchedule(const cocc::NetworkLayout &layout) {
    add("TICKS_PER_FRAME", Twine(layout.ticksPerFrame),
        "Ticks, in which times are counted, of a frame of the input.");
    add("FRAMES_PER_STEP", Twine(layout.framesPerStep),
        cocc::report::hasOneRate(layout)
            ? "Frames that a step takes."
            : "Frames by which a step goes on in time, \"frames of the input\" "
              "elsewhere; inputs have rates of their own.");
    add("BLOCK", Twine(layout.block),
        "With a multiple of so many frames a step, every step makes equally "
        "many.");
  }

  /// `prefix` is empty where there is one output.
  void addFacts(const Twine &prefix, const cocc::NetworkLayout &layout,
                const cocc::OutputLayout &output) {
    const cocc::StreamFacts &stream = output.stream;
    add(prefix + "RECEPTIVE_FIELD", Twine(stream.getReceptiveField()),
        "Frames of input that one output looks at, at most; 0: all so far.");
    add(prefix + "PERIOD", Twine(stream.period),
        "Ticks from one output to the next.");
    if (layout.ticksPerFrame == 1)
      add(prefix + "STRIDE", Twine(stream.period),
          "Frames of input from one output to the next.");
    add(prefix + "PADDING", Twine(stream.padding),
        "Ticks of padding before the clip, seen from the input.");
    add(prefix + "DELAY", Twine(stream.delay),
        "Ticks from an output's own time to that at which it comes.");
    add(prefix + "LATENCY", Twine(cocc::report::getLatency(layout, output)),
        "The most ticks by which an output's own time lies behind its step's "
        "newest input frame.");
    add(prefix + "WARM_UP", Twine(stream.warmUp),
        "The tick of the first output, counted from 0.");
    add(prefix + "MOST_FRAMES", Twine(output.mostFrames),
        "The most frames that a step writes.");
    add(prefix + "FLUSH_FRAMES", Twine(output.flushFrames),
        "The most frames that a flush writes.");
  }

  std::string text;
};

std::string constants(const cocc::NetworkLayout &layout) {
  Constants constants;
  constants.add("BATCH", Twine(layout.inputs.front().shape.front()));
  const bool oneInput = layout.inputs.size() == 1;
  for (const cocc::InputLayout &input : layout.inputs) {
    const std::string name = oneInput ? "INPUT" : "INPUT_" + input.name;
    constants.addShape(name, input.shape);
    if (!cocc::report::hasOneRate(layout))
      constants.add(name + "_FRAMES_PER_STEP", Twine(input.framesPerStep),
                    "Frames of it that a step takes.");
  }
  const bool oneOutput = layout.outputs.size() == 1;
  for (const cocc::OutputLayout &output : layout.outputs)
    constants.addShape(oneOutput ? "OUTPUT" : "OUTPUT_" + output.name,
                       output.shape);
  constants.add("STATE_BYTES", Twine(layout.getCallersBytes()),
                "Memory for one stream.");
  constants.add("STATE_ALIGNMENT", Twine(COCC_STATE_ALIGNMENT));
  constants.addSchedule(layout);
  for (const cocc::OutputLayout &output : layout.outputs)
    constants.addFacts(oneOutput ? "" : "OUTPUT_" + output.name + "_", layout,
                       output);
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

/// Columns of names and shapes.
class Shapes {
public:
  explicit Shapes(ArrayRef<std::string> names) {
    for (const std::string &name : names)
      width = std::max(width, name.size());
  }

  void add(StringRef name, ArrayRef<int64_t> shape, const Twine &more) {
    text += (" *   " + name + std::string(width - name.size() + 2, ' ') + "(" +
             shapeText(shape) + ")" + more + "\n")
                .str();
  }

  std::string text;

private:
  size_t width = 3;
};

std::string describeFrames(const cocc::NetworkLayout &layout,
                           ArrayRef<std::string> in,
                           ArrayRef<std::string> out) {
  std::vector<std::string> names(in.begin(), in.end());
  names.insert(names.end(), out.begin(), out.end());
  Shapes shapes(names);
  for (auto [name, input] : zip_equal(in, layout.inputs))
    shapes.add(name, input.shape,
               describeElements(input) +
                   (input.framesPerStep == 1
                        ? ""
                        : ", " + itostr(input.framesPerStep) +
                              " one behind the other"));
  for (auto [name, output] : zip_equal(out, layout.outputs))
    shapes.add(name, output.shape,
               output.mostFrames == 1
                   ? ""
                   : ", room for " + itostr(output.mostFrames) +
                         " one behind the other");
  return shapes.text;
}

/// The parameters for the inputs, each a pointer to its elements.
std::string declareInputs(ArrayRef<std::string> names,
                          const std::vector<cocc::InputLayout> &inputs) {
  std::vector<std::string> parameters;
  for (auto [name, input] : zip_equal(names, inputs))
    parameters.push_back(("const " + elementType(input) + " *" + name).str());
  return join(parameters, ", ");
}

/// What the caller's memory holds of a stream.
StringRef describeState(const cocc::NetworkLayout &layout) {
  if (layout.device == cocc::Device::Cpu)
    return "/* The state of one stream. It holds no addresses: a copy of its "
           "bytes is a\n * snapshot, in this process or another with the same "
           "library. */";
  return "/* One stream, whose frames are in the memory of an OpenCL device: "
         "that which the\n * environment variable COCC_DEVICE names by its "
         "number, or the first GPU, or else\n * the first device of any kind. "
         "A "
         "copy of its bytes is no other stream. */";
}

/// How a program steps and flushes, as lines of a comment.
std::string loopText(const cocc::NetworkLayout &layout, const std::string &in,
                     const std::string &out) {
  const bool takesOne = takesSingleFrames(layout);
  const bool oneOutput = layout.outputs.size() == 1;
  const std::string outs = oneOutput ? out : out + ", counts";
  const std::string step = "$net_step(stream, " + in + ", " + outs + ")";
  std::string text =
      takesOne ? " *   while (next_frame(" : " *   while (next_frames(";
  text += in + "))\n *     if (";
  if (hasSingleFrames(layout) && oneOutput)
    text += step + " == 1)\n *       use(" + out + ");\n";
  else if (oneOutput)
    text += "(count = " + step + ") > 0)\n *       use(" + out + ", count);\n";
  else
    text += step + " > 0)\n *       use(" + outs + ");\n";
  return text + " *   count = $net_flush(stream, " +
         (layout.framesPerStep == 1 ? "" : in + ", frames_left, ") + "NULL, " +
         (oneOutput ? "rest" : outs) + ");\n";
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
  const bool takesOne = layout.framesPerStep == 1;
  const std::string ins = declareInputs(in, layout.inputs);
  const std::pair<StringRef, std::string> parts[] = {
      {"$constants", constants(layout)},
      {"$counts", out.size() == 1 ? "" : ", int64_t *counts"},
      {"$atOnce",
       takesOne ? "one frame" : itostr(layout.framesPerStep) + " frames"},
      {"$loop", loopText(layout, join(in, ", "), join(out, ", "))},
      {"$frames", describeFrames(layout, in, out)},
      {"$stepComment", describeStep(layout)},
      {"$flushComment", describeFlush(layout)},
      {"$limits", describeLimits(layout)},
      {"$rest", takesOne ? "" : ins + ", int64_t frames, "},
      {"$ins", ins},
      {"$outs", "float *" + join(out, ", float *")},
      {"$errorArgument", itostr(COCC_ERROR_ARGUMENT)},
      {"$errorState", itostr(COCC_ERROR_STATE)},
      {"$errorMemory", itostr(COCC_ERROR_MEMORY)},
      {"$errorValue", itostr(COCC_ERROR_VALUE)},
      {"$errorDevice", itostr(COCC_ERROR_DEVICE)},
      {"$stateComment", describeState(layout).str()},
      {"$orCount", takesOne ? "" : ", or a wrong count"},
      {"$net", layout.name}};
  std::string text = headerText;
  for (const auto &[name, value] : parts)
    text = replaced(std::move(text), name, value);
  return text;
}
