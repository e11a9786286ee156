//===- InputFrames.h - What callers hand over -----------------------------===//
//
// A network computes in float32, and its frames have a batch and channels. The
// caller's frame of an input may be of integers, have another shape with the
// same elements, and come more or less often than time is counted: the
// attributes of the network's arguments say so.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_INPUTFRAMES_H
#define COCC_DIALECT_INPUTFRAMES_H

#include "dialect/NetworkOps.h"
#include "dialect/StreamGeometry.h"

namespace cocc::continual {

struct InputFrame {
  /// "float32", "int32" or "int64".
  llvm::StringRef type = "float32";
  /// Elements are whole numbers from 0 to limit - 1; 0: any numbers.
  int64_t limit = 0;
  llvm::SmallVector<int64_t> shape;
  InputRate rate;
  /// Where the state has it in float32, once that is planned; of integers.
  uint64_t offset = 0;

  bool isWhole() const { return type != "float32"; }
};

InputFrame getInputFrame(NetworkOp network, unsigned index);
/// Leaves out what says nothing.
void setInputFrame(NetworkOp network, unsigned index, const InputFrame &frame);

/// Of this and of its inverse: a network has no more ticks a frame.
constexpr int64_t mostRate = 1 << 16;

/// What is wrong with the number of frames that a step takes: those of an input
/// would be no whole number. Empty where nothing is.
std::string refuseStepFrames(NetworkOp network);
/// Steps must take a multiple of so many frames.
int64_t getStepMultiple(NetworkOp network);

/// Fails, with an error, for attributes that make no sense.
llvm::LogicalResult verifyInputFrames(NetworkOp network);

} // namespace cocc::continual

#endif // COCC_DIALECT_INPUTFRAMES_H
