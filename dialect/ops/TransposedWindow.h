//===- TransposedWindow.h - Which taps fall on a place --------------------===//
//
// A transposed convolution puts tap i of input place n at n*stride +
// i*dilation - crop of the result. The places of the result are divided into
// phases, by the remainder of place + crop with the stride: at all places of a
// phase the same taps meet, tap by tap from neighbouring places of the input.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_OPS_TRANSPOSEDWINDOW_H
#define COCC_DIALECT_OPS_TRANSPOSEDWINDOW_H

#include "dialect/ContinualInterfaces.h"
#include "dialect/ops/Shapes.h"

namespace cocc::continual {

/// The taps that meet at place m*stride + phase - crop: the i-th is tap `first`
/// + i*step, and reads input place m - `behind` - i*advance.
struct Phase {
  int64_t first = 0, count = 0, behind = 0;
};

/// Along one axis.
struct TransposedAxis {
  int64_t kernel = 1, stride = 1, crop = 0, cropAfter = 0, outputPadding = 0,
          dilation = 1;

  /// Places that one input place falls on.
  int64_t getSpan() const { return dilation * (kernel - 1) + 1; }
  /// Places of the result of `places`; less than 1 where none are left, nothing
  /// where they are beyond counting.
  std::optional<int64_t> getExtent(int64_t places) const;
  /// From tap to tap of a phase, and from input place to input place.
  int64_t getStep() const;
  int64_t getAdvance() const;
  Phase getPhase(int64_t phase) const;
  std::vector<Phase> getPhases() const;
  /// Taps of the phase that has most.
  int64_t getMostTaps() const;
  /// The m of the first place of a result of `extent` places, and how many m
  /// there are.
  int64_t getFirst() const { return crop / stride; }
  int64_t countGroups(int64_t extent) const;
  /// In time: zeros between the frames, then a window of stride 1.
  StreamGeometry getStreamGeometry() const;
};

/// Those of a transposed convolution, or of its adaptor, time first.
template <typename OpT>
llvm::SmallVector<TransposedAxis> getTransposedAxes(OpT op) {
  auto input = llvm::cast<mlir::RankedTensorType>(op.getInput().getType());
  unsigned count = input.getRank() - 1;
  llvm::SmallVector<TransposedAxis> axes(count);
  auto set = [&](llvm::ArrayRef<int64_t> numbers,
                 int64_t TransposedAxis::*member) {
    for (auto [axis, number] : llvm::zip(axes, spreadOverAxes(numbers, count)))
      axis.*member = number;
  };
  set(op.getKernel(), &TransposedAxis::kernel);
  set(op.getStride(), &TransposedAxis::stride);
  set(op.getCrop(), &TransposedAxis::crop);
  set(op.getCropAfter().empty() ? op.getCrop() : op.getCropAfter(),
      &TransposedAxis::cropAfter);
  set(op.getOutputPadding(), &TransposedAxis::outputPadding);
  set(op.getDilation(), &TransposedAxis::dilation);
  return axes;
}

} // namespace cocc::continual

#endif // COCC_DIALECT_OPS_TRANSPOSEDWINDOW_H
