//===- AxisScan.h - Along an axis of a frame, place after place -----------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_AXISSCAN_H
#define COCC_COMPILER_CODEGEN_KERNELS_AXISSCAN_H

#include "compiler/codegen/StageBuilder.h"

namespace cocc {

/// Lines of a frame along one axis that each become another line, in a stage
/// of its own: a Func of pairs (an element, its place) at index i of each line.
class AxisScan {
public:
  /// The operand's axis `axis` is gone along.
  AxisScan(StageBuilder &stages, mlir::Value operand, int64_t axis);

  /// Places of the axis.
  int getExtent() const { return extent; }
  /// The operand's element at `place` of the line.
  Halide::Expr element(Halide::Expr place) const;
  /// The pair at `index` of the line.
  Halide::FuncRef at(Halide::Expr index);
  /// The first variable of a pure definition, along the line.
  const Halide::Var index{"index"};
  /// Registers the stage, whose lines have `count` elements.
  void finish(int count);
  /// The pair at the output's own place, of lines with `count` elements.
  Halide::FuncRef atOutput(int count);

private:
  StageBuilder &stages;
  mlir::Value operand;
  bool alongChannels, alongX;
  int extent, lanes;
  Halide::Func line{"line"};
};

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_AXISSCAN_H
