//===- Recurrence.cpp -----------------------------------------------------===//

#include "compiler/codegen/kernels/Recurrence.h"
#include "compiler/codegen/kernels/ChannelMap.h"
#include "compiler/codegen/kernels/Functions.h"
#include "compiler/codegen/kernels/Order.h"
#include "dialect/ops/Recurrent.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

WeightPacker cocc::packPadded(int size) {
  return [size](ArrayRef<float> values) {
    std::vector<float> padded(values.begin(), values.end());
    padded.resize(size);
    return padded;
  };
}

Halide::Func cocc::buildRowProduct(const RowProduct &product,
                                   StageBuilder &stages) {
  ArrayRef<int64_t> shape =
      cast<RankedTensorType>(product.weight.getType()).getShape();
  int rows = shape[0], in = shape[1];
  int padded = stages.alignToVectors(std::max(rows, product.rowsRead));
  Tile tile = stages.chooseRowTile(padded, in);
  int block = tile.getChannels(), blocks = padded / block;
  Halide::ImageParam weight =
      stages.weight(product.weight, {block, in, blocks},
                    packChannelBlocks(rows, in, 1, block, blocks));
  Expr initial = 0.0f;
  if (product.bias)
    initial =
        stages.weight(product.bias, {padded}, packPadded(padded))(stages.c);

  Halide::Func func(product.name), sum(std::string(product.name) + "_sum");
  Halide::RDom r(0, in, "r");
  sum(stages.c, stages.x, stages.y, stages.b) = initial;
  sum(stages.c, stages.x, stages.y, stages.b) +=
      weight(stages.c % block, r, stages.c / block) * product.element(r);
  func(stages.c, stages.x, stages.y, stages.b) =
      sum(stages.c, stages.x, stages.y, stages.b);
  stages.addRowMap({func, padded, tile, {sum, {r}, {in}}});
  return func;
}

Halide::Func cocc::readLast(Operation *op, StringRef initial, int first,
                            StageBuilder &stages) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  Expr element = stages.memory(c + first, x, y, b);
  if (Value weight = findRecurrentWeight(op, initial)) {
    int64_t channels = cast<RankedTensorType>(weight.getType()).getDimSize(0);
    int padded = stages.alignToVectors(
        std::max<int>(channels, stages.getPaddedChannels()));
    Halide::ImageParam given =
        stages.weight(weight, {padded}, packPadded(padded));
    element = Halide::select(stages.isFirstFrame(), given(c), element);
  }
  Halide::Func last("last_" + initial.str());
  last(c, x, y, b) = element;
  return last;
}

GateSums cocc::buildGateSums(Operation *op, int channels,
                             StageBuilder &stages) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  Value input = op->getOperand(0);
  GateSums sums;
  sums.last = readLast(op, "h_0", 0, stages);
  auto build = [&](const char *name, StringRef kind, auto element) {
    Value weight = findRecurrentWeight(op, ("weight_" + kind).str());
    int rows = cast<RankedTensorType>(weight.getType()).getDimSize(0);
    return buildRowProduct(
        {name, weight, findRecurrentWeight(op, ("bias_" + kind).str()),
         rows - channels + stages.getPaddedChannels(), element},
        stages);
  };
  sums.input = build("gates_in", "ih", [&](Expr channel) {
    return stages.tap(input, channel, x, y, b, 0);
  });
  sums.hidden = build("gates_hidden", "hh", [&](Expr channel) {
    return sums.last(channel, x, y, b);
  });
  return sums;
}

//===----------------------------------------------------------------------===//
// One step
//===----------------------------------------------------------------------===//

Expr cocc::makeRnnOutput(Expr sum, StringRef nonlinearity) {
  return nonlinearity == "relu" ? atLeast(sum, 0.0f) : hyperbolicTangent(sum);
}

Expr cocc::makeGruOutput(GateSum input, GateSum hidden, Expr last) {
  // PyTorch resets behind the linear map of the last output.
  Expr reset = sigmoid(input(0) + hidden(0));
  Expr update = sigmoid(input(1) + hidden(1));
  Expr fresh = hyperbolicTangent(input(2) + reset * hidden(2));
  return (1.0f - update) * fresh + update * last;
}

Expr cocc::makeLstmCell(GateSum gate, Expr lastCell) {
  // Gates i, f, g, o.
  return sigmoid(gate(1)) * lastCell +
         sigmoid(gate(0)) * hyperbolicTangent(gate(2));
}

Expr cocc::makeLstmOutput(GateSum gate, Expr cell) {
  return sigmoid(gate(3)) * hyperbolicTangent(cell);
}

Halide::Func cocc::keepCell(Halide::Func output, int outputs, Halide::Func cell,
                            int cells, StageBuilder &stages) {
  auto [c, x, y, b] = std::tie(stages.c, stages.x, stages.y, stages.b);
  Halide::Func kept("kept");
  Halide::RDom o(0, outputs, "o"), r(0, cells, "r");
  kept(c, x, y, b) = 0.0f;
  kept(o, x, y, b) = output(o, x, y, b);
  kept(r + outputs, x, y, b) = cell(r, x, y, b);
  stages.addRows(kept);
  return kept;
}
