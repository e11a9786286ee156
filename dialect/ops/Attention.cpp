//===- Attention.cpp ------------------------------------------------------===//

#include "dialect/ContinualOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

ArrayRef<StringRef> AttentionOp::getStreamNames() {
  static constexpr StringRef names[] = {"query", "key", "value"};
  return names;
}

/// Checks that two streams have the same places, and all but value as many
/// channels.
static LogicalResult checkAlike(std::optional<Location> location, StringRef a,
                                RankedTensorType first, StringRef b,
                                RankedTensorType second, bool sameChannels) {
  ArrayRef<int64_t> x = first.getShape(), y = second.getShape();
  if (x.size() == y.size() && x[0] == y[0] &&
      x.drop_front(2) == y.drop_front(2) && (!sameChannels || x[1] == y[1]))
    return success();
  return emitOptionalError(location, "the shapes ", showShape(first), " of '",
                           a, "' and ", showShape(second), " of '", b,
                           "' do not meet");
}

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &results) {
  auto query = cast<RankedTensorType>(adaptor.getQuery().getType());
  auto key = cast<RankedTensorType>(adaptor.getKey().getType());
  auto value = cast<RankedTensorType>(adaptor.getValue().getType());
  if (failed(checkAlike(location, "query", query, "key", key, true)) ||
      failed(checkAlike(location, "query", query, "value", value, false)))
    return failure();
  for (RankedTensorType type : {query, value})
    if (type.getDimSize(1) % adaptor.getHeads() != 0)
      return emitOptionalError(
          location, type.getDimSize(1),
          " channels do not divide by heads = ", adaptor.getHeads());
  if (adaptor.getAhead() >= adaptor.getFrames())
    return emitOptionalError(location, "looks ", adaptor.getAhead(),
                             " frames ahead, but a window of ",
                             adaptor.getFrames(),
                             " frames with the frame itself has at most ",
                             adaptor.getFrames() - 1, " others");
  results.push_back(value);
  return success();
}

/// Output j looks at frame j of the query and at the window around it. Windows
/// that are not whole are padded with frames to leave out, or skipped.
StreamGeometry AttentionOp::getStreamGeometry(unsigned operand) {
  int64_t behind = getFrames() - 1 - getAhead(), ahead = getAhead();
  bool isQuery = operand == 0;
  StreamGeometry geometry =
      isQuery ? StreamGeometry()
              : windowGeometry(getFrames(), 1, behind, ahead, 1);
  if (getPartial())
    return geometry;
  geometry.skip = behind;
  geometry.padAfter -= ahead;
  return geometry;
}

int64_t AttentionOp::getMacs() {
  return int64_t(getFrames()) * (getQuery().getType().getNumElements() +
                                 getValue().getType().getNumElements());
}
