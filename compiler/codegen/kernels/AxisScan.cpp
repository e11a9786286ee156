//===- AxisScan.cpp -------------------------------------------------------===//

#include "compiler/codegen/kernels/AxisScan.h"

using namespace mlir;
using namespace cocc;
using Halide::Expr;

AxisScan::AxisScan(StageBuilder &stages, Value operand, int64_t axis)
    : stages(stages), operand(operand) {
  auto type = cast<RankedTensorType>(operand.getType());
  alongChannels = axis == 1;
  alongX = !alongChannels && axis == type.getRank() - 1;
  extent = static_cast<int>(type.getDimSize(axis));
  WholeAxes whole;
  whole.channels = alongChannels;
  whole.x = alongX;
  whole.y = !alongChannels && !alongX;
  lanes = stages.needWhole(whole);
}

Expr AxisScan::element(Expr place) const {
  Expr c = alongChannels ? place : Expr(stages.c);
  Expr x = alongX ? place : Expr(stages.x);
  Expr y = alongChannels || alongX ? Expr(stages.y) : place;
  return stages.tap(operand, c, x, y, stages.b, 0);
}

/// Lines lie along the second axis, so that the first is one of vectors.
Halide::FuncRef AxisScan::at(Expr index) {
  if (alongChannels)
    return line(stages.x, index, stages.y, stages.b);
  return line(stages.c, index, alongX ? stages.y : stages.x, stages.b);
}

void AxisScan::finish(int count) {
  line.bound(index, 0, count);
  stages.addStage({line, stages.c, alongChannels ? 1 : lanes});
}

Halide::FuncRef AxisScan::atOutput(int count) {
  // Of what pads a pixel, the last once more.
  if (alongChannels)
    return at(Halide::min(stages.c, count - 1));
  return at(alongX ? stages.x : stages.y);
}
