//===- ReceptiveFields.h - The input frames that values look at -----------===//
//
// Found by walking indices through the layers, since behind a layer that makes
// more frames than it gets the frames of a turn look at different numbers of
// input frames.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_DIALECT_RECEPTIVEFIELDS_H
#define COCC_DIALECT_RECEPTIVEFIELDS_H

#include "dialect/ContinualInterfaces.h"
#include "llvm/ADT/DenseMap.h"

namespace cocc::continual {

class NetworkOp;

class ReceptiveFields {
public:
  explicit ReceptiveFields(NetworkOp network);

  /// The most frames, as steps count them, that a frame of `value` looks at,
  /// padding as frames of the input; recurrences look at none.
  int64_t lookup(mlir::Value value) const;

private:
  /// Of time, in parts of a frame, from `first` to `last`; none where it is
  /// less.
  struct Range {
    int64_t first = 0, last = 0;
  };
  /// What the frames of a value look at: frame j + size of `frames` at as much
  /// as frame j, `advance` parts later.
  struct Pattern {
    std::vector<Range> frames = {{}};
    int64_t advance = 1;

    Range at(int64_t index) const;
    int64_t size() const { return frames.size(); }
  };
  /// The parts of a frame; as few as inputs of other rates need.
  int64_t unit = 1;

  static Pattern look(const Pattern &input, const StreamGeometry &layer);
  static Pattern join(const Pattern &a, const Pattern &b);

  llvm::DenseMap<mlir::Value, Pattern> patterns;
};

} // namespace cocc::continual

#endif // COCC_DIALECT_RECEPTIVEFIELDS_H
