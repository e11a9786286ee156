//===- Recurrence.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Recurrence.h"
#include "compiler/codegen/kernels/ChannelMap.h"

using namespace mlir;
using namespace cocc;
using Halide::Expr;

namespace {
/// One of the two sums: `read` gives a channel of what it sums over.
struct GateSum {
  const char *name;
  int in;
  Value weight, bias;
  std::function<Expr(Expr channel)> read;
};
} // namespace

static WeightPacker padTo(int size) {
  return [size](ArrayRef<float> values) {
    std::vector<float> padded(values.begin(), values.end());
    padded.resize(size);
    return padded;
  };
}

static Halide::Func buildGateSum(const Recurrence &recurrence,
                                 const GateSum &gate, StageBuilder &stages) {
  int rows = recurrence.gates * recurrence.channels;
  int last = rows - recurrence.channels + stages.getPaddedChannels();
  int padded = stages.alignToVectors(std::max(rows, last));
  Tile tile = stages.chooseRowTile(padded, gate.in);
  int block = tile.getChannels(), blocks = padded / block;
  Halide::ImageParam weight =
      stages.weight(gate.weight, {block, gate.in, blocks},
                    packChannelBlocks(rows, gate.in, 1, block, blocks));
  Expr initial = 0.0f;
  if (gate.bias)
    initial = stages.weight(gate.bias, {padded}, padTo(padded))(stages.c);

  Halide::Func func(gate.name), sum(std::string(gate.name) + "_sum");
  Halide::RDom r(0, gate.in, "r");
  sum(stages.c, stages.x, stages.y, stages.b) = initial;
  sum(stages.c, stages.x, stages.y, stages.b) +=
      weight(stages.c % block, r, stages.c / block) * gate.read(r);
  func(stages.c, stages.x, stages.y, stages.b) =
      sum(stages.c, stages.x, stages.y, stages.b);
  stages.addRowMap({func, padded, tile, {sum, {r}, {gate.in}}});
  return func;
}

GateSums cocc::buildGateSums(const Recurrence &recurrence,
                             StageBuilder &stages) {
  GateSum input{"gates_in", StageBuilder::getExtents(recurrence.input).channels,
                recurrence.inputWeight, recurrence.inputBias,
                [&](Expr channel) {
                  return stages.tap(recurrence.input, channel, stages.x,
                                    stages.y, stages.b, 0);
                }};
  GateSum hidden{"gates_hidden", recurrence.channels, recurrence.hiddenWeight,
                 recurrence.hiddenBias, [&](Expr channel) {
                   return stages.memory(channel, stages.x, stages.y, stages.b);
                 }};
  return {buildGateSum(recurrence, input, stages),
          buildGateSum(recurrence, hidden, stages)};
}
