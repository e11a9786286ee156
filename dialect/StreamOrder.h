//===- StreamOrder.h - What comes behind what, and loops ------------------===//
//
// In a network's block an operation may read the value of a later one where it
// reads earlier frames of it alone. So operations can lie on loops; whatever
// else walks a network takes its operations in this order, a loop at once.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_STREAMORDER_H
#define COCC_DIALECT_STREAMORDER_H

#include "dialect/ContinualInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace cocc::continual {

class NetworkOp;

/// An operation, or all that are on one loop or on several that meet, in the
/// order of one frame: what reads no later value comes behind what it reads.
using StreamGroup = llvm::SmallVector<StreamInterface, 1>;

class StreamOrder {
public:
  explicit StreamOrder(NetworkOp network);

  /// Each behind all that it reads from outside of itself.
  llvm::ArrayRef<StreamGroup> getGroups() const { return groups; }
  bool hasLoops() const { return !loopOf.empty(); }
  bool isOnLoop(mlir::Operation *op) const { return loopOf.contains(op); }
  /// Whether a streaming operand is made of its reader's result.
  bool isOnLoop(mlir::OpOperand &operand) const;
  /// The streams that a group reads from outside of itself. They alone say when
  /// its frames come, and how many.
  llvm::SmallVector<mlir::OpOperand *>
  getEntries(const StreamGroup &group) const;

private:
  llvm::SmallVector<StreamGroup, 0> groups;
  /// The number of the loop that an operation is on.
  llvm::DenseMap<mlir::Operation *, unsigned> loopOf;
};

/// The streaming operands of an operation.
llvm::MutableArrayRef<mlir::OpOperand> getStreams(StreamInterface op);

/// What is wrong about a loop, and the operation of which that is said.
struct LoopProblem {
  StreamInterface op;
  std::string message;
};

/// Checks that what reads later values reads earlier frames of them alone, that
/// all on a loop come in step, and that a loop reads something else.
std::optional<LoopProblem> findLoopProblem(NetworkOp network);

/// Moves the operations of a network with loops so that the block has them in
/// the order of a StreamOrder, and those of a loop stand together.
void sortNetwork(NetworkOp network);

} // namespace cocc::continual

#endif // COCC_DIALECT_STREAMORDER_H
