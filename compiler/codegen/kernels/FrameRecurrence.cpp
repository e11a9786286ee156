//===- FrameRecurrence.cpp ------------------------------------------------===//

#include "compiler/codegen/kernels/FrameRecurrence.h"
#include "compiler/codegen/kernels/ChannelMap.h"
#include "dialect/ops/Recurrent.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

namespace {
class RecurrenceBuilder {
public:
  RecurrenceBuilder(const FrameRecurrence &recurrence, StageBuilder &stages);
  void build();

private:
  Value find(StringRef name) const {
    return findRecurrentWeight(recurrence.op, name);
  }
  WeightPacker padGates(WeightPacker pack, int columns) const;
  std::function<Expr(Expr)> getBias(StringRef name);
  Expr getStart(StringRef name);
  Halide::Func buildInputSums();
  Halide::Func buildScan(Halide::Func inputSums);
  void give(Halide::Func scan);

  const FrameRecurrence &recurrence;
  StageBuilder &stages;
  Value input;
  int gates, channels, places;
  /// Channels up to whole vectors, as far as the result's may reach.
  int padded;
};
} // namespace

RecurrenceBuilder::RecurrenceBuilder(const FrameRecurrence &recurrence,
                                     StageBuilder &stages)
    : recurrence(recurrence), stages(stages),
      input(recurrence.op->getOperand(0)), gates(recurrence.gates),
      channels(recurrence.channels),
      places(StageBuilder::getExtents(input).width),
      padded(stages.alignToVectors(
          recurrence.givesAll
              ? channels
              : std::max(channels, stages.getPaddedChannels()))) {}

/// Rows [gate][channel] with `columns` numbers each, with rows of zeros behind
/// the last channel of each gate.
WeightPacker RecurrenceBuilder::padGates(WeightPacker pack, int columns) const {
  return [=, gates = gates, channels = channels,
          padded = padded](ArrayRef<float> values) {
    std::vector<float> rows(static_cast<size_t>(gates) * padded * columns);
    for (int gate = 0; gate < gates; ++gate)
      llvm::copy(values.slice(gate * channels * columns, channels * columns),
                 rows.begin() + gate * padded * columns);
    return pack(rows);
  };
}

static std::vector<float> keepRows(ArrayRef<float> values) {
  return values.vec();
}

/// The bias of each row of the gates.
std::function<Expr(Expr)> RecurrenceBuilder::getBias(StringRef name) {
  Value bias = find(name);
  if (!bias)
    return [](const Expr &) { return Expr(0.0f); };
  return [image = stages.weight(bias, {gates * padded}, padGates(keepRows, 1))](
             const Expr &row) { return Expr(image(row)); };
}

/// What is remembered before the first place.
Expr RecurrenceBuilder::getStart(StringRef name) {
  Value start = find(name);
  return start ? stages.weight(start, {padded}, packPadded(padded))(stages.c)
               : Expr(0.0f);
}

/// The sums of all gates over the input, at all places of a row.
Halide::Func RecurrenceBuilder::buildInputSums() {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  int rows = gates * padded, in = StageBuilder::getExtents(input).channels;
  Reduction reduction;
  reduction.kind = Reduction::Kind::Dense;
  reduction.channels = in;
  reduction.inputBytes = int64_t(in) * places * sizeof(float);
  Tile tile = stages.chooseMapTile(rows, places, reduction);
  int block = tile.getChannels(), blocks = rows / block;
  Halide::ImageParam weight = stages.weight(
      find("weight_ih"), {block, in, blocks},
      padGates(packChannelBlocks(rows, in, 1, block, blocks), in));
  Halide::Func sums("gates_in"), sum("gates_in_sum");
  Halide::RDom r(0, in, "r");
  sum(c, x, y, b) = getBias("bias_ih")(c);
  sum(c, x, y, b) +=
      weight(c % block, r, c / block) * stages.tap(input, r, x, y, b, 0);
  sums(c, x, y, b) = sum(c, x, y, b);
  stages.addRowMap({sums, rows, tile, {sum, {r}, {in}}, places});
  return sums;
}

/// [gate][channel][last output] -> [block][last output][gate][channel in
/// block].
static WeightPacker packScan(int gates, int padded, int last, int block) {
  return [=](ArrayRef<float> values) {
    std::vector<float> packed(values.size());
    for (int gate = 0; gate < gates; ++gate)
      for (int c = 0; c < padded; ++c)
        for (int k = 0; k < last; ++k)
          packed[((c / block * last + k) * gates + gate) * block + c % block] =
              values[(gate * padded + c) * last + k];
    return packed;
  };
}

/// The sums over the last output and behind them what is remembered, of the
/// n-th place in the order of the sequence at n + 1, of the start at 0.
Halide::Func RecurrenceBuilder::buildScan(Halide::Func inputSums) {
  auto [x, y, b] = std::tie(stages.x, stages.y, stages.b);
  int block = stages.chooseScanBlock(padded, gates), blocks = padded / block;
  Halide::ImageParam weight = stages.weight(
      find("weight_hh"), {block, gates, channels, blocks},
      padGates(packScan(gates, padded, channels, block), channels));
  std::vector<Expr> start;
  auto bias = getBias("bias_hh");
  for (int gate = 0; gate < gates; ++gate)
    start.push_back(bias(stages.c + gate * padded));
  for (const char *name : {"h_0", "c_0"})
    if (static_cast<int>(start.size()) < gates + recurrence.kept)
      start.push_back(getStart(name));

  // THE ALGORITHM: place by place, each block of channels sums up all of the
  // last output; with the last of it, the block is known.
  Halide::Func scan("scan");
  Halide::RDom r(0, block, 0, channels, 0, blocks, 0, places, "r");
  scan(stages.c, x, y, b) = Halide::Tuple(start);
  Expr c = r.z * block + r.x, k = r.y, n = r.w;
  std::vector<Expr> sums, kept;
  for (int gate = 0; gate < gates; ++gate)
    sums.push_back(scan(c, n + 1, y, b)[gate] +
                   weight(r.x, gate, k, r.z) * scan(k, n, y, b)[gates]);
  for (int i = gates; i < gates + recurrence.kept; ++i)
    kept.push_back(scan(c, n, y, b)[i]);
  Expr place = recurrence.isReverse ? places - 1 - n : n;
  std::vector<Expr> next = recurrence.step(
      [&](int gate) { return inputSums(c + gate * padded, place, y, b); },
      [&](int gate) { return sums[gate]; }, kept);
  for (auto [i, each] : llvm::enumerate(next))
    each = Halide::select(Halide::likely(k < channels - 1),
                          scan(c, n + 1, y, b)[gates + i], each);
  sums.insert(sums.end(), next.begin(), next.end());
  scan(c, n + 1, y, b) = Halide::Tuple(sums);
  stages.addRowScan(scan, r.x);
  return scan;
}

void RecurrenceBuilder::give(Halide::Func scan) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  Expr at = (recurrence.isReverse ? places - 1 - x : x) + 1;
  Value result = recurrence.op->getResult(0);
  if (!recurrence.givesAll)
    return stages.result(result, scan(c, at, y, b)[gates]);
  Halide::Func output("output"), cell("cell");
  output(c, x, y, b) = scan(c, at, y, b)[gates];
  cell(c, x, y, b) = scan(c, at, y, b)[gates + 1];
  stages.result(result,
                keepCell(output, channels, cell, channels, stages)(c, x, y, b));
}

void RecurrenceBuilder::build() { give(buildScan(buildInputSums())); }

void cocc::buildFrameRecurrence(const FrameRecurrence &recurrence,
                                StageBuilder &stages) {
  RecurrenceBuilder(recurrence, stages).build();
}
