//===- EmitReport.cpp - What a network costs, as JSON ---------------------===//

#include "compiler/codegen/EmitReport.h"
#include "compiler/codegen/EmitNumbers.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace cocc;

namespace {

class ReportWriter {
public:
  ReportWriter(const NetworkLayout &layout, raw_ostream &stream)
      : layout(layout), json(stream, /*IndentSize=*/2) {}

  void write();

private:
  void writeShape(StringRef key, ArrayRef<int64_t> shape);
  /// As frames of the input: a whole number where it is one.
  void writeTime(StringRef key, int64_t ticks);
  void writeRate(const StreamFacts &stream);
  void writeStream(const StreamFacts &stream);
  void writeLayer(const LayerReport &layer);
  void writeInput(const InputLayout &input);
  void writeOutput(const OutputLayout &output);
  template <typename T>
  void writeAll(StringRef key, const std::vector<T> &items,
                void (ReportWriter::*write)(const T &));

  const NetworkLayout &layout;
  json::OStream json;
};

void ReportWriter::writeShape(StringRef key, ArrayRef<int64_t> shape) {
  json.attributeArray(key, [&] {
    for (int64_t extent : shape)
      json.value(extent);
  });
}

void ReportWriter::writeTime(StringRef key, int64_t ticks) {
  if (ticks % layout.ticksPerFrame == 0)
    json.attribute(key, ticks / layout.ticksPerFrame);
  else
    json.attribute(key, double(ticks) / double(layout.ticksPerFrame));
}

void ReportWriter::writeRate(const StreamFacts &stream) {
  if (layout.ticksPerFrame % stream.period == 0)
    json.attribute("rate", layout.ticksPerFrame / stream.period);
  else
    json.attribute("rate", report::rateText(layout, stream));
}

void ReportWriter::writeStream(const StreamFacts &stream) {
  json.attribute("receptive_field", stream.getReceptiveField());
  writeRate(stream);
  writeTime("stride", stream.period);
  writeTime("padding", stream.padding);
  writeTime("delay", stream.delay);
  writeTime("warm_up", stream.warmUp);
}

void ReportWriter::writeLayer(const LayerReport &layer) {
  json.attribute("name", layer.name);
  json.attribute("op", layer.op);
  json.attributeArray("inputs", [&] {
    for (const std::string &input : layer.inputs)
      json.value(input);
  });
  writeShape("shape", layer.shape);
  writeStream(layer.stream);
  json.attributeBegin("macs_per_step");
  json.rawValue(report::macsPerStep(layout, layer));
  json.attributeEnd();
  json.attribute("state_bytes", layer.stateBytes);
  json.attribute("parameters", layer.parameters);
}

void ReportWriter::writeInput(const InputLayout &input) {
  json.attribute("name", input.name);
  writeShape("shape", input.shape);
  json.attribute("type", input.type);
  if (input.limit > 0)
    json.attribute("limit", input.limit);
  if (!report::hasOneRate(layout))
    json.attribute("frames_per_step", input.framesPerStep);
}

void ReportWriter::writeOutput(const OutputLayout &output) {
  json.attribute("name", output.name);
  writeShape("shape", output.shape);
  writeStream(output.stream);
  writeTime("latency", report::getLatency(layout, output));
  json.attribute("most_frames", output.mostFrames);
  json.attribute("flush_frames", output.flushFrames);
}

template <typename T>
void ReportWriter::writeAll(StringRef key, const std::vector<T> &items,
                            void (ReportWriter::*write)(const T &)) {
  json.attributeArray(key, [&] {
    for (const T &item : items)
      json.object([&] { (this->*write)(item); });
  });
}

void ReportWriter::write() {
  json.object([&] {
    json.attribute("name", layout.name);
    json.attribute("ticks_per_frame", layout.ticksPerFrame);
    json.attribute("frames_per_step", layout.framesPerStep);
    json.attribute("block", layout.block);
    writeAll("inputs", layout.inputs, &ReportWriter::writeInput);
    writeAll("outputs", layout.outputs, &ReportWriter::writeOutput);
    json.attribute("macs_per_step", layout.macsPerStep);
    json.attribute("state_bytes", static_cast<int64_t>(layout.stateBytes));
    json.attribute("parameters", layout.parameters);
    json.attribute("delay_bytes_saved", layout.delayBytesSaved);
    writeAll("layers", layout.layers, &ReportWriter::writeLayer);
  });
}

} // namespace

std::string cocc::emitReport(const NetworkLayout &layout) {
  std::string text;
  raw_string_ostream stream(text);
  ReportWriter(layout, stream).write();
  return text + "\n";
}
