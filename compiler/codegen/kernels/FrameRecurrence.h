//===- FrameRecurrence.h - Recurrent layers along a frame's last axis -----===//

#ifndef COCC_COMPILER_CODEGEN_KERNELS_FRAMERECURRENCE_H
#define COCC_COMPILER_CODEGEN_KERNELS_FRAMERECURRENCE_H

#include "compiler/codegen/kernels/Recurrence.h"

namespace cocc {

struct FrameRecurrence {
  mlir::Operation *op;
  /// Sums, and what is remembered, of each channel.
  int gates = 1, kept = 1;
  int channels = 1;
  /// From the last place to the first.
  bool isReverse = false;
  /// Whether all that is remembered leaves, not the output alone.
  bool givesAll = false;
  /// What is remembered now, the output first, of what was.
  std::function<std::vector<Halide::Expr>(GateSum input, GateSum hidden,
                                          llvm::ArrayRef<Halide::Expr> last)>
      step;
};

void buildFrameRecurrence(const FrameRecurrence &recurrence,
                          StageBuilder &stages);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_KERNELS_FRAMERECURRENCE_H
