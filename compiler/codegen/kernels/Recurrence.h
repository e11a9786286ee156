//===- Recurrence.h - What recurrent kernels share ------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_RECURRENCE_H
#define COCC_COMPILER_CODEGEN_KERNELS_RECURRENCE_H

#include "compiler/codegen/kernels/Kernel.h"

namespace cocc {

/// Funcs f(c, x, y, b) that a recurrent operation begins with.
struct GateSums {
  /// weight_ih x + bias_ih and weight_hh h + bias_hh: row g * channels + c is
  /// gate g of channel c. Defined as far behind the last row as a vector of the
  /// result may reach.
  Halide::Func input, hidden;
  /// h, the last output, or what stands for it before the first.
  Halide::Func last;
};

GateSums buildGateSums(mlir::Operation *op, int channels, StageBuilder &stages);

/// The channels from `first` on of the last frame, as f(c, x, y, b); before the
/// first frame the weight `initial`, or zeros where the operation has no such
/// weight.
Halide::Func readLast(mlir::Operation *op, llvm::StringRef initial, int first,
                      StageBuilder &stages);

/// The sum of a gate of the channel that is being made.
using GateSum = llvm::function_ref<Halide::Expr(int gate)>;

/// The arithmetic of one step, PyTorch's. Of the gates of an RNN and of an LSTM
/// the sums over input and last output are added.
Halide::Expr makeRnnOutput(Halide::Expr sum, llvm::StringRef nonlinearity);
Halide::Expr makeGruOutput(GateSum input, GateSum hidden, Halide::Expr last);
Halide::Expr makeLstmCell(GateSum gate, Halide::Expr lastCell);
Halide::Expr makeLstmOutput(GateSum gate, Halide::Expr cell);

/// All that is remembered: the cell is kept behind the output.
Halide::Func keepCell(Halide::Func output, int outputs, Halide::Func cell,
                      int cells, StageBuilder &stages);

/// Packs a weight with zeros up to `size` numbers.
WeightPacker packPadded(int size);

/// A linear map over channels, made for a row of pixels at once.
struct RowProduct {
  const char *name;
  mlir::Value weight;
  /// Null where there is none.
  mlir::Value bias;
  /// Rows that are read; may be more than the weight has.
  int rowsRead = 0;
  /// A channel of what is mapped.
  std::function<Halide::Expr(Halide::Expr channel)> element;
};

Halide::Func buildRowProduct(const RowProduct &product, StageBuilder &stages);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_RECURRENCE_H
