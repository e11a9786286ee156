//===- StreamPositions.cpp ------------------------------------------------===//

#include "dialect/StreamPositions.h"
#include "dialect/InputFrames.h"
#include <numeric>

using namespace mlir;
using namespace cocc::continual;

StreamPosition StreamPositions::lookupAfter(StreamInterface op,
                                            unsigned operand) const {
  return lookup(op->getOperand(operand))
      .then(op.getStreamGeometry(operand), schedule.framesPerStep);
}

void StreamPositions::add(const StreamOrder &order, const StreamGroup &group) {
  std::optional<StreamPosition> met;
  for (OpOperand *entry : order.getEntries(group)) {
    StreamPosition position = lookupAfter(
        cast<StreamInterface>(entry->getOwner()), entry->getOperandNumber());
    met = met ? join(*met, position) : position;
  }
  StreamPosition position = met.value_or(StreamPosition());
  if (order.isOnLoop(group.front()))
    position.recurrent = true;
  schedule.ticksPerFrame =
      std::lcm(schedule.ticksPerFrame, position.ticksPerFrame);
  for (StreamInterface op : group)
    positions[op->getResult(0)] = position;
}

StreamPositions::StreamPositions(NetworkOp network) {
  schedule.ticksPerFrame = network.getTicksPerFrame().value_or(1);
  schedule.framesPerStep = network.getStepFrames();
  for (BlockArgument input : network.getInputs()) {
    InputRate rate = getInputFrame(network, input.getArgNumber()).rate;
    positions[input] = StreamPosition::ofInput(rate);
    schedule.ticksPerFrame = std::lcm(schedule.ticksPerFrame, rate.frames);
  }
  StreamOrder order(network);
  for (const StreamGroup &group : order.getGroups())
    add(order, group);
  for (auto &[value, position] : positions)
    position = position.scaled(schedule.ticksPerFrame);
}

/// `periods` are those of what the frames are made from.
static LogicalResult verifyMeeting(Operation *op, ArrayRef<Clock> clocks,
                                   ArrayRef<int64_t> periods, StringRef what) {
  int64_t latest = clocks.front().warmUp;
  for (Clock clock : clocks)
    latest = std::max(latest, clock.warmUp);
  for (auto [clock, period] : llvm::zip_equal(clocks, periods)) {
    if (clock.period != clocks.front().period)
      return op->emitOpError("has ")
             << what << " at different rates: one every "
             << clocks.front().period << " ticks, the other every "
             << clock.period;
    if (latest - clock.warmUp >= period)
      return op->emitOpError("has ")
             << what << " that do not meet: one from tick " << latest
             << ", the other, every " << period << " ticks, from tick "
             << clock.warmUp;
  }
  return success();
}

static LogicalResult verifyAligned(OutputOp output,
                                   const StreamPositions &positions) {
  SmallVector<Clock> clocks;
  SmallVector<int64_t> periods;
  for (Value frame : output.getFrames()) {
    clocks.push_back(positions.getClock(frame));
    periods.push_back(clocks.back().period);
  }
  return verifyMeeting(output, clocks, periods, "aligned frames");
}

LogicalResult cocc::continual::verifyBalanced(NetworkOp network) {
  StreamPositions positions(network);
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
      clocks.push_back(positions.lookupAfter(stream, i).clock);
      periods.push_back(positions.getClock(op.getOperand(i)).period);
    }
    if (failed(verifyMeeting(&op, clocks, periods, "operands")))
      return failure();
  }
  return success();
}
