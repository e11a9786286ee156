//===- StreamPositions.cpp ------------------------------------------------===//

#include "dialect/StreamPositions.h"
#include "dialect/ContinualOps.h"

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
  positions[network.getFrame()] = StreamPosition();
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

LogicalResult cocc::continual::verifyBalanced(NetworkOp network) {
  StreamPositions positions = computePositions(network);
  for (Operation &op : network.getBody().front()) {
    auto stream = dyn_cast<StreamInterface>(op);
    if (!stream)
      continue;
    Clock first = positionAfter(stream, 0, positions).clock;
    for (unsigned i = 1; i < stream.getNumStreamOperands(); ++i) {
      Clock clock = positionAfter(stream, i, positions).clock;
      if (clock != first)
        return op.emitOpError("has operands on different clocks in a balanced "
                              "network: one every ")
               << first.period << " steps from step " << first.warmUp
               << ", the other every " << clock.period << " from "
               << clock.warmUp;
    }
  }
  return success();
}
