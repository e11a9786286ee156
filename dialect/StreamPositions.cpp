//===- StreamPositions.cpp ------------------------------------------------===//

#include "dialect/StreamPositions.h"
#include "dialect/NetworkOps.h"

using namespace mlir;
using namespace cocc::continual;

StreamPosition
cocc::continual::positionAfter(StreamInterface op, unsigned operand,
                               const StreamPositions &positions) {
  return positions.lookup(op->getOperand(operand))
      .then(op.getStreamGeometry(operand));
}

StreamPositions cocc::continual::computePositions(NetworkOp network) {
  StreamPositions positions;
  for (Value input : network.getInputs())
    positions[input] = StreamPosition();
  for (Operation &op : network.getBody().front()) {
    auto stream = dyn_cast<StreamInterface>(op);
    if (!stream)
      continue;
    StreamPosition position = positionAfter(stream, 0, positions);
    for (unsigned i = 1; i < stream.getNumStreamOperands(); ++i)
      position = join(position, positionAfter(stream, i, positions));
    positions[op.getResult(0)] = position;
  }
  return positions;
}

/// `periods` are those of what the frames are made from.
static LogicalResult verifyMeeting(Operation *op, ArrayRef<Clock> clocks,
                                   ArrayRef<int64_t> periods, StringRef what) {
  int64_t latest = 0;
  for (Clock clock : clocks)
    latest = std::max(latest, clock.warmUp);
  for (auto [clock, period] : llvm::zip_equal(clocks, periods)) {
    if (clock.period != clocks.front().period)
      return op->emitOpError("has ")
             << what << " at different rates: one every "
             << clocks.front().period << " steps, the other every "
             << clock.period;
    if (latest - clock.warmUp >= period)
      return op->emitOpError("has ")
             << what << " that do not meet: one from step " << latest
             << ", the other, every " << period << " steps, from step "
             << clock.warmUp;
  }
  return success();
}

static LogicalResult verifyAligned(OutputOp output,
                                   const StreamPositions &positions) {
  SmallVector<Clock> clocks;
  SmallVector<int64_t> periods;
  for (Value frame : output.getFrames()) {
    clocks.push_back(positions.lookup(frame).clock);
    periods.push_back(clocks.back().period);
  }
  return verifyMeeting(output, clocks, periods, "aligned frames");
}

LogicalResult cocc::continual::verifyBalanced(NetworkOp network) {
  StreamPositions positions = computePositions(network);
  if (network.getAligned() &&
      failed(verifyAligned(network.getOutput(), positions)))
    return failure();
  for (Operation &op : network.getBody().front()) {
    auto stream = dyn_cast<StreamInterface>(op);
    if (!stream)
      continue;
    SmallVector<Clock> clocks;
    SmallVector<int64_t> periods;
    for (unsigned i = 0; i < stream.getNumStreamOperands(); ++i) {
      clocks.push_back(positionAfter(stream, i, positions).clock);
      periods.push_back(positions.lookup(op.getOperand(i)).clock.period);
    }
    if (failed(verifyMeeting(&op, clocks, periods, "operands")))
      return failure();
  }
  return success();
}
