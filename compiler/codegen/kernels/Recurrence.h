//===- Recurrence.h - What recurrent kernels share ------------------------===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_RECURRENCE_H
#define COCC_COMPILER_CODEGEN_KERNELS_RECURRENCE_H

#include "compiler/codegen/kernels/Kernel.h"

namespace cocc {

/// The sums that go into a recurrent layer's gates, each a Func f(c, x, y, b):
/// row g * channels + c is gate g of channel c. Defined as far behind the last
/// row as a vector of the result may reach.
struct GateSums {
  /// weight_ih x + bias_ih and weight_hh h + bias_hh, h the last output.
  Halide::Func input, hidden;
};

struct Recurrence {
  mlir::Value input, inputWeight, hiddenWeight;
  /// Null where there are none.
  mlir::Value inputBias, hiddenBias;
  int channels = 1;
  int gates = 1;
};

GateSums buildGateSums(const Recurrence &recurrence, StageBuilder &stages);

/// The sums of a recurrent operation.
template <typename OpT>
GateSums buildGateSums(OpT op, StageBuilder &stages) {
  Recurrence recurrence;
  recurrence.input = op.getInput();
  recurrence.inputWeight = op.getInputWeight();
  recurrence.hiddenWeight = op.getHiddenWeight();
  if (op.getBias()) {
    recurrence.inputBias = op.getBiases()[0];
    recurrence.hiddenBias = op.getBiases()[1];
  }
  recurrence.channels = op.getChannels();
  recurrence.gates = OpT::gates;
  return buildGateSums(recurrence, stages);
}

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_RECURRENCE_H
