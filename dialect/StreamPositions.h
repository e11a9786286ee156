//===- StreamPositions.h - Where the values of a network lie in time ------===//

#ifndef COCC_DIALECT_STREAMPOSITIONS_H
#define COCC_DIALECT_STREAMPOSITIONS_H

#include "dialect/ContinualInterfaces.h"
#include "dialect/StreamGeometry.h"
#include "dialect/StreamOrder.h"
#include "llvm/ADT/DenseMap.h"

namespace cocc::continual {

class NetworkOp;

/// The position of each frame of a network, all with the same ticks. In a
/// network that is not balanced, a join lies where the delays that balancing
/// will insert put it at the earliest. All that is on a loop has one position,
/// where what the loop reads meets.
class StreamPositions {
public:
  explicit StreamPositions(NetworkOp network);

  const Schedule &getSchedule() const { return schedule; }
  bool contains(mlir::Value value) const { return positions.contains(value); }
  StreamPosition lookup(mlir::Value value) const {
    return positions.lookup(value);
  }
  Clock getClock(mlir::Value value) const { return lookup(value).clock; }
  /// The position at which `op` sees its operand `operand`, after its window,
  /// delay or stride.
  StreamPosition lookupAfter(StreamInterface op, unsigned operand) const;

private:
  void add(const StreamOrder &order, const StreamGroup &group);

  Schedule schedule;
  llvm::DenseMap<mlir::Value, StreamPosition> positions;
};

/// Checks that the operands of each operation have frames as often, and that
/// none waits for the others longer than to its own next frame: so the newest
/// of each is the one that is meant. Says at the operation what differs.
llvm::LogicalResult verifyBalanced(NetworkOp network);

} // namespace cocc::continual

#endif // COCC_DIALECT_STREAMPOSITIONS_H
