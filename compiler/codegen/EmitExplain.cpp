//===- EmitExplain.cpp - What a network costs, as a table and a graph -----===//

#include "compiler/codegen/EmitNumbers.h"
#include "compiler/codegen/EmitReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace cocc;
using namespace cocc::report;

namespace {

/// Whether ticks, steps and frames of the inputs are one.
bool isPlain(const NetworkLayout &layout) {
  return layout.ticksPerFrame == 1 && layout.framesPerStep == 1 &&
         hasOneRate(layout);
}

std::string receptiveFieldText(const StreamFacts &stream) {
  return stream.recurrent ? "all" : itostr(stream.receptiveField);
}

/// "2+1": every two ticks, at the odd ones.
std::string clockText(const StreamFacts &stream) {
  const int64_t phase =
      (stream.warmUp % stream.period + stream.period) % stream.period;
  return itostr(stream.period) + "+" + itostr(phase);
}

std::string delayText(const NetworkLayout &layout, const StreamFacts &stream) {
  return fractionText(stream.delay, layout.ticksPerFrame);
}

//===----------------------------------------------------------------------===//
// Table
//===----------------------------------------------------------------------===//

using Row = std::vector<std::string>;

/// The rows of the table, of equally many cells.
class Table {
public:
  Table(const NetworkLayout &layout, int64_t clipFrames)
      : layout(layout), clipFrames(clipFrames),
        macs(macsOfClip(layout, clipFrames)) {}

  std::string show() const;

private:
  /// The cells for when a value's frames come.
  Row times(const StreamFacts &stream) const;
  Row title() const;
  Row layerRow(const LayerReport &layer, int64_t macsPerClip) const;
  Row outputRow(const OutputLayout &output) const;
  Row totalRow() const;
  std::string aligned(ArrayRef<Row> rows) const;

  const NetworkLayout &layout;
  int64_t clipFrames;
  std::vector<int64_t> macs;
};

Row joined(Row row, const Row &more) {
  row.insert(row.end(), more.begin(), more.end());
  return row;
}

Row Table::title() const {
  const Row names = {"layer", "op", "shape"};
  const Row clock = {"clock", "delay", "receptive field"};
  const Row costs = {"MACs per step", "MACs per clip of " + itostr(clipFrames),
                     "state bytes"};
  return joined(
      joined(isPlain(layout) ? names : joined(names, {"rate"}), clock), costs);
}

Row Table::times(const StreamFacts &stream) const {
  const Row rate = isPlain(layout) ? Row() : Row{rateText(layout, stream)};
  return joined(rate, {clockText(stream), delayText(layout, stream),
                       receptiveFieldText(stream)});
}

Row Table::layerRow(const LayerReport &layer, int64_t macsPerClip) const {
  const Row row = {layer.name, layer.op, shapeText(layer.shape)};
  return joined(joined(row, times(layer.stream)),
                {macsPerStep(layout, layer), itostr(macsPerClip),
                 itostr(layer.stateBytes)});
}

Row Table::outputRow(const OutputLayout &output) const {
  const Row row = {"output " + output.name, "", shapeText(output.shape)};
  return joined(joined(row, times(output.stream)), {"", "", ""});
}

Row Table::totalRow() const {
  Row row = layout.outputs.size() == 1 ? outputRow(layout.outputs.front())
                                       : Row(title().size());
  row.resize(row.size() - 3);
  row[0] = "total";
  return joined(row,
                {itostr(layout.macsPerStep), itostr(sum_of(macs, int64_t(0))),
                 itostr(layout.stateBytes)});
}

std::string Table::aligned(ArrayRef<Row> rows) const {
  const size_t leftColumns = isPlain(layout) ? 4 : 5;
  std::vector<size_t> widths(rows.front().size());
  for (const Row &row : rows)
    for (auto [width, cell] : zip_equal(widths, row))
      width = std::max(width, cell.size());
  std::string text;
  for (const Row &row : rows) {
    std::string line;
    for (size_t column = 0; column < row.size(); ++column) {
      const std::string gap(widths[column] - row[column].size(), ' ');
      line += column < leftColumns ? row[column] + gap : gap + row[column];
      line += "  ";
    }
    text += StringRef(line).rtrim().str() + "\n";
  }
  return text;
}

std::string Table::show() const {
  std::vector<Row> rows = {title()};
  for (auto [layer, macsPerClip] : zip_equal(layout.layers, macs))
    rows.push_back(layerRow(layer, macsPerClip));
  if (layout.outputs.size() > 1)
    for (const OutputLayout &output : layout.outputs)
      rows.push_back(outputRow(output));
  rows.push_back(totalRow());
  return aligned(rows);
}

std::string countText(int64_t count, StringRef what) {
  return (Twine(count) + " " + what + (count == 1 ? "" : "s")).str();
}

std::string latencyText(const NetworkLayout &layout,
                        const OutputLayout &output) {
  const std::string frames =
      fractionText(getLatency(layout, output), layout.ticksPerFrame);
  return frames + (frames == "1" ? " frame" : " frames");
}

/// What a step is, where it isn't one frame, or a frame not one tick.
std::string stepText(const NetworkLayout &layout) {
  std::string text = formatv(
      "\nA step takes {0}. Clocks are in ticks, {1} to a frame of the input. "
      "With steps of a multiple of {2}, every step makes equally many frames "
      "of "
      "each value.\n",
      countText(layout.framesPerStep, "frame"), layout.ticksPerFrame,
      countText(layout.block, "frame"));
  for (const InputLayout &input : layout.inputs)
    if (!hasOneRate(layout))
      text += formatv("It takes {0} of '{1}'.\n",
                      countText(input.framesPerStep, "frame"), input.name);
  for (const OutputLayout &output : layout.outputs)
    text +=
        formatv("'{0}' comes with at most {1} a step and a latency of {2} of "
                "the input.\n",
                output.name, countText(output.mostFrames, "frame"),
                latencyText(layout, output));
  return text;
}

std::string savedText(const NetworkLayout &layout) {
  if (layout.delayBytesSaved == 0)
    return "";
  return formatv("\nThe delays stand where they cost the least: {0} bytes "
                 "less than where their values meet.\n",
                 layout.delayBytesSaved);
}

//===----------------------------------------------------------------------===//
// Graph
//===----------------------------------------------------------------------===//

std::string quoted(StringRef name) { return ("\"" + name + "\"").str(); }

std::string timesText(const NetworkLayout &layout, const StreamFacts &stream) {
  const std::string rate =
      isPlain(layout) ? "" : "rate " + rateText(layout, stream) + ", ";
  return formatv("{0}clock {1}, delay {2}, receptive field {3}", rate,
                 clockText(stream), delayText(layout, stream),
                 receptiveFieldText(stream));
}

} // namespace

std::string cocc::explainAsTable(const NetworkLayout &layout,
                                 int64_t clipFrames) {
  return Table(layout, clipFrames).show() +
         (isPlain(layout) ? "" : stepText(layout)) + savedText(layout);
}

std::string cocc::explainAsGraph(const NetworkLayout &layout,
                                 int64_t clipFrames) {
  std::string text = "digraph " + quoted(layout.name) + " {\n";
  text += "  node [shape=box];\n";
  for (const InputLayout &input : layout.inputs)
    text += formatv("  \"{0}\" [label=\"{0}\\n{1}\"];\n", input.name,
                    shapeText(input.shape));
  for (auto [layer, macs] :
       zip_equal(layout.layers, macsOfClip(layout, clipFrames))) {
    text += formatv("  \"{0}\" [label=\"{0}\\n{1} {2}\\n{3}\\n{4} MACs per "
                    "step, {5} per clip of {6}\\n{7} state bytes\"];\n",
                    layer.name, layer.op, shapeText(layer.shape),
                    timesText(layout, layer.stream), macsPerStep(layout, layer),
                    macs, clipFrames, layer.stateBytes);
    for (const std::string &input : layer.inputs)
      text += "  " + quoted(input) + " -> " + quoted(layer.name) + ";\n";
  }
  return text + "}\n";
}
