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

static LogicalResult verifySameClock(Operation *op, Clock first, Clock other,
                                     StringRef what) {
  if (first == other)
    return success();
  return op->emitOpError("has ")
         << what << ": one every " << first.period << " steps from step "
         << first.warmUp << ", the other every " << other.period << " from "
         << other.warmUp;
}

static LogicalResult verifyAligned(OutputOp output,
                                   const StreamPositions &positions) {
  Clock first = positions.lookup(output.getFrames().front()).clock;
  for (Value frame : output.getFrames())
    if (failed(verifySameClock(output, first, positions.lookup(frame).clock,
                               "frames on different clocks in an aligned "
                               "network")))
      return failure();
  return success();
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
    Clock first = positionAfter(stream, 0, positions).clock;
    for (unsigned i = 1; i < stream.getNumStreamOperands(); ++i) {
      Clock clock = positionAfter(stream, i, positions).clock;
      if (failed(verifySameClock(
              &op, first, clock,
              "operands on different clocks in a balanced network")))
        return failure();
    }
  }
  return success();
}
