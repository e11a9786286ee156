//===- EmitComments.cpp - What a generated header says of calls -----------===//

#include "compiler/codegen/EmitComments.h"
#include "compiler/codegen/EmitNumbers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace {

using cocc::NetworkLayout;
using cocc::OutputLayout;
namespace header = cocc::header;
namespace report = cocc::report;

/// Words about a network's calls. Names of constants stand behind `net`, those
/// of an output behind `output`.
class Words {
public:
  explicit Words(const NetworkLayout &layout)
      : layout(layout), net(layout.name + "_"),
        hasOneOutput(layout.outputs.size() == 1),
        output(hasOneOutput ? net : net + "OUTPUT_<name>_"),
        takesOne(header::takesSingleFrames(layout)),
        writesOne(all_of(layout.outputs, [](const OutputLayout &output) {
          return output.mostFrames == 1;
        })) {}

  std::string step() const {
    return "Takes the next " + taken() + " and writes " + written() + " " +
           returned() + " " + time();
  }
  std::string flush() const;

private:
  std::string taken() const;
  std::string written() const;
  std::string returned() const;
  std::string time() const;

  const NetworkLayout &layout;
  std::string net;
  bool hasOneOutput;
  std::string output;
  bool takesOne, writesOne;
};

std::string Words::taken() const {
  const bool hasOneInput = layout.inputs.size() == 1;
  if (takesOne)
    return hasOneInput ? "frame" : "frames";
  const std::string ports = report::hasOneRate(layout) ? ""
                            : hasOneInput              ? "INPUT_"
                                                       : "INPUT_<name>_";
  return net + ports + "FRAMES_PER_STEP frames" +
         (hasOneInput ? "" : " of each input") + ", one behind the other,";
}

std::string Words::written() const {
  if (writesOne)
    return hasOneOutput ? "the frame that is due, if any, to `out`."
                        : "those that are due.";
  return (hasOneOutput ? "those that are due to `out`, one behind the other, "
                         "at most "
                       : "those that are due, for each output one behind the "
                         "other, at most ") +
         output + "MOST_FRAMES.";
}

std::string Words::returned() const {
  if (!hasOneOutput)
    return "`counts` (may be NULL) gets the number of frames of each output. "
           "Returns their sum, or an error.";
  return writesOne ? "Returns 1 if one was written, 0 if not, or an error."
                   : "Returns their number, or an error.";
}

std::string Words::time() const {
  const bool startsBefore =
      any_of(layout.outputs,
             [](const OutputLayout &each) { return each.stream.warmUp < 0; });
  if (layout.framesPerStep == 1 && layout.ticksPerFrame == 1 && !startsBefore)
    return "The first is written by call number " + output +
           "WARM_UP, counted from 0, then every " + output + "STRIDE calls.";
  return "Frame j is written by call number (" + output + "WARM_UP + j * " +
         output + "PERIOD) / (" + net + "FRAMES_PER_STEP * " + net +
         "TICKS_PER_FRAME), rounded down, counted from 0" +
         (startsBefore ? "; with a number below 0 by the first call." : ".");
}

std::string Words::flush() const {
  std::string text = "Ends the clip";
  if (layout.framesPerStep > 1)
    text += " with the `frames` frames that are left, fewer than " + net +
            "FRAMES_PER_STEP (where that is 0, the pointers to inputs may be "
            "NULL" +
            (report::hasOneRate(layout)
                 ? ")"
                 : "), and of each input as many as it has in that time, a "
                   "whole number");
  text +=
      hasOneOutput
          ? ": writes the frames still due, one behind the other, at most " +
                output +
                "FLUSH_FRAMES, to `out` (may be NULL where that "
                "is 0)."
          : ": writes the frames still due, for each output one behind the "
            "other, at most " +
                output +
                "FLUSH_FRAMES (where that is 0 its pointer may be "
                "NULL).";
  text += " The stream stays as it is and may go on. `scratch` is memory like "
          "that for " +
          net + "init, or NULL to have it allocated for the call. ";
  return text + (hasOneOutput ? "Returns the number of frames, or an error."
                              : returned());
}

} // namespace

std::string cocc::header::comment(const std::string &text) {
  constexpr size_t width = 80, closing = 3;
  SmallVector<StringRef> words;
  StringRef(text).split(words, ' ');
  std::string lines, line = "/*";
  for (const auto [i, word] : enumerate(words)) {
    const size_t behind = i + 1 == words.size() ? closing : 0;
    if (line.size() + 1 + word.size() + behind > width) {
      lines += line + "\n";
      line = " *";
    }
    line += " " + word.str();
  }
  return lines + line + " */";
}

std::string cocc::header::describeStep(const NetworkLayout &layout) {
  return comment(Words(layout).step());
}

std::string cocc::header::describeFlush(const NetworkLayout &layout) {
  return comment(Words(layout).flush());
}

bool cocc::header::takesSingleFrames(const NetworkLayout &layout) {
  return all_of(layout.inputs, [](const cocc::InputLayout &input) {
    return input.framesPerStep == 1;
  });
}

bool cocc::header::hasSingleFrames(const NetworkLayout &layout) {
  return layout.framesPerStep == 1 &&
         all_of(layout.outputs, [](const OutputLayout &output) {
           return output.mostFrames == 1;
         });
}
