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

void writeInput(json::OStream &json, const InputLayout &input) {
  json.attribute("name", input.name);
  writeShape(json, "shape", input.shape);
  json.attribute("type", input.type);
  if (input.limit > 0)
    json.attribute("limit", input.limit);
}

void writeOutput(json::OStream &json, const OutputLayout &output) {
  json.attribute("name", output.name);
  writeShape(json, "shape", output.shape);
  writeStream(json, output.stream);
  json.attribute("flush_frames", output.flushFrames);
}

template <typename T>
void writeAll(json::OStream &json, StringRef key, const std::vector<T> &items,
              void (*write)(json::OStream &, const T &)) {
  json.attributeArray(key, [&] {
    for (const T &item : items)
      json.object([&] { write(json, item); });
  });
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

Row outputRow(const OutputLayout &output) {
  return {"output " + output.name,
          "",
          shapeText(output.shape),
          clockText(output.stream),
          itostr(output.stream.delay),
          receptiveFieldText(output.stream),
          "",
          "",
          ""};
}

Row totalRow(const NetworkLayout &layout, int64_t clipFrames) {
  int64_t macs = 0;
  for (const LayerReport &layer : layout.layers)
    macs += macsOfClip(layer, clipFrames);
  Row row =
      layout.outputs.size() == 1 ? outputRow(layout.outputs.front()) : Row();
  row[0] = "total";
  row[6] = itostr(layout.macsPerStep);
  row[7] = itostr(macs);
  row[8] = itostr(layout.stateBytes);
  return row;
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
    writeAll(json, "inputs", layout.inputs, writeInput);
    writeAll(json, "outputs", layout.outputs, writeOutput);
    json.attribute("macs_per_step", layout.macsPerStep);
    json.attribute("state_bytes", static_cast<int64_t>(layout.stateBytes));
    json.attribute("parameters", layout.parameters);
    json.attribute("delay_bytes_saved", layout.delayBytesSaved);
    writeAll(json, "layers", layout.layers, writeLayer);
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
  if (layout.outputs.size() > 1)
    for (const OutputLayout &output : layout.outputs)
      rows.push_back(outputRow(output));
  rows.push_back(totalRow(layout, clipFrames));
  std::string saved;
  if (layout.delayBytesSaved > 0)
    saved = formatv("\nThe delays stand where they cost the least: {0} bytes "
                    "less than where their values meet.\n",
                    layout.delayBytesSaved);
  return aligned(rows) + saved;
}

std::string cocc::explainAsGraph(const NetworkLayout &layout,
                                 int64_t clipFrames) {
  std::string text = "digraph " + quoted(layout.name) + " {\n";
  text += "  node [shape=box];\n";
  for (const InputLayout &input : layout.inputs)
    text += formatv("  \"{0}\" [label=\"{0}\\n{1}\"];\n", input.name,
                    shapeText(input.shape));
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
