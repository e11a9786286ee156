//===- EmitReport.cpp - What a network costs, layer by layer --------------===//

#include "compiler/codegen/EmitReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <array>

using namespace llvm;
using namespace cocc;

namespace {

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

/// Frames that a value has when the whole clip is computed at once.
int64_t framesOfClip(const StreamFacts &stream, int64_t clipFrames) {
  const int64_t skipped = stream.warmUp - stream.delay;
  const int64_t room = clipFrames - skipped + stream.padding +
                       stream.paddingAfter - stream.windows;
  return room < 0 ? 0 : room / stream.stride + 1;
}

int64_t macsOfClip(const LayerReport &layer, int64_t clipFrames) {
  return layer.macsPerFrame * framesOfClip(layer.stream, clipFrames);
}

/// A layer that runs every few steps costs a fraction a step.
std::string macsPerStep(const LayerReport &layer) {
  const int64_t stride = layer.stream.stride;
  if (layer.macsPerFrame % stride == 0)
    return itostr(layer.macsPerFrame / stride);
  return formatv("{0:f2}", double(layer.macsPerFrame) / double(stride));
}

std::string shapeText(ArrayRef<int64_t> shape) {
  return join(map_range(shape, [](int64_t extent) { return itostr(extent); }),
              "x");
}

std::string receptiveFieldText(const StreamFacts &stream) {
  return stream.recurrent ? "all" : itostr(stream.windows);
}

/// "2+1": every two steps, at the odd ones.
std::string clockText(const StreamFacts &stream) {
  return itostr(stream.stride) + "+" + itostr(stream.warmUp % stream.stride);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

void writeShape(json::OStream &json, StringRef key, ArrayRef<int64_t> shape) {
  json.attributeArray(key, [&] {
    for (int64_t extent : shape)
      json.value(extent);
  });
}

void writeStream(json::OStream &json, const StreamFacts &stream) {
  json.attribute("receptive_field", stream.getReceptiveField());
  json.attribute("stride", stream.stride);
  json.attribute("padding", stream.padding);
  json.attribute("delay", stream.delay);
  json.attribute("warm_up", stream.warmUp);
}

void writeLayer(json::OStream &json, const LayerReport &layer) {
  json.attribute("name", layer.name);
  json.attribute("op", layer.op);
  json.attributeArray("inputs", [&] {
    for (const std::string &input : layer.inputs)
      json.value(input);
  });
  writeShape(json, "shape", layer.shape);
  writeStream(json, layer.stream);
  json.attributeBegin("macs_per_step");
  json.rawValue(macsPerStep(layer));
  json.attributeEnd();
  json.attribute("state_bytes", layer.stateBytes);
  json.attribute("parameters", layer.parameters);
}

//===----------------------------------------------------------------------===//
// Table
//===----------------------------------------------------------------------===//

constexpr size_t columnCount = 9;
/// The first four columns are names and stand to the left.
constexpr size_t leftColumns = 4;
using Row = std::array<std::string, columnCount>;

Row layerRow(const LayerReport &layer, int64_t clipFrames) {
  return {layer.name,
          layer.op,
          shapeText(layer.shape),
          clockText(layer.stream),
          itostr(layer.stream.delay),
          receptiveFieldText(layer.stream),
          macsPerStep(layer),
          itostr(macsOfClip(layer, clipFrames)),
          itostr(layer.stateBytes)};
}

Row totalRow(const NetworkLayout &layout, int64_t clipFrames) {
  int64_t macs = 0;
  for (const LayerReport &layer : layout.layers)
    macs += macsOfClip(layer, clipFrames);
  return {"total",
          "",
          shapeText(layout.outputShape),
          clockText(layout.stream),
          itostr(layout.stream.delay),
          receptiveFieldText(layout.stream),
          itostr(layout.macsPerStep),
          itostr(macs),
          itostr(layout.stateBytes)};
}

std::string aligned(ArrayRef<Row> rows) {
  std::array<size_t, columnCount> widths = {};
  for (const Row &row : rows)
    for (auto [width, cell] : zip(widths, row))
      width = std::max(width, cell.size());
  std::string text;
  for (const Row &row : rows) {
    std::string line;
    for (size_t column = 0; column < columnCount; ++column) {
      const std::string gap(widths[column] - row[column].size(), ' ');
      line += column < leftColumns ? row[column] + gap : gap + row[column];
      line += "  ";
    }
    text += StringRef(line).rtrim().str() + "\n";
  }
  return text;
}

std::string quoted(StringRef name) { return ("\"" + name + "\"").str(); }

} // namespace

std::string cocc::emitReport(const NetworkLayout &layout) {
  std::string text;
  raw_string_ostream stream(text);
  json::OStream json(stream, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", layout.name);
    writeShape(json, "input_shape", layout.inputShape);
    writeShape(json, "output_shape", layout.outputShape);
    writeStream(json, layout.stream);
    json.attribute("flush_frames", layout.flushFrames);
    json.attribute("macs_per_step", layout.macsPerStep);
    json.attribute("state_bytes", static_cast<int64_t>(layout.stateBytes));
    json.attribute("parameters", layout.parameters);
    json.attributeArray("layers", [&] {
      for (const LayerReport &layer : layout.layers)
        json.object([&] { writeLayer(json, layer); });
    });
  });
  return text + "\n";
}

std::string cocc::explainAsTable(const NetworkLayout &layout,
                                 int64_t clipFrames) {
  std::vector<Row> rows = {{"layer", "op", "shape", "clock", "delay",
                            "receptive field", "MACs per step",
                            "MACs per clip of " + itostr(clipFrames),
                            "state bytes"}};
  for (const LayerReport &layer : layout.layers)
    rows.push_back(layerRow(layer, clipFrames));
  rows.push_back(totalRow(layout, clipFrames));
  return aligned(rows);
}

std::string cocc::explainAsGraph(const NetworkLayout &layout,
                                 int64_t clipFrames) {
  std::string text = "digraph " + quoted(layout.name) + " {\n";
  text += "  node [shape=box];\n";
  text +=
      "  \"input\" [label=\"input\\n" + shapeText(layout.inputShape) + "\"];\n";
  for (const LayerReport &layer : layout.layers) {
    const StreamFacts &stream = layer.stream;
    text +=
        formatv("  \"{0}\" [label=\"{0}\\n{1} {2}\\nclock {3}, delay {4}, "
                "receptive field {5}\\n{6} MACs per step, {7} per clip of "
                "{8}\\n{9} state bytes\"];\n",
                layer.name, layer.op, shapeText(layer.shape), clockText(stream),
                stream.delay, receptiveFieldText(stream), macsPerStep(layer),
                macsOfClip(layer, clipFrames), clipFrames, layer.stateBytes);
    for (const std::string &input : layer.inputs)
      text += "  " + quoted(input) + " -> " + quoted(layer.name) + ";\n";
  }
  return text + "}\n";
}
