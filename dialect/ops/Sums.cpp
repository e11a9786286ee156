//===- Sums.cpp - Products and sums of whole frames -----------------------===//

#include "dialect/SumOps.h"
#include "dialect/ops/Shapes.h"
#include "llvm/ADT/SmallSet.h"

using namespace mlir;
using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// frame_matmul
//===----------------------------------------------------------------------===//

ArrayRef<StringRef> FrameMatmulOp::getStreamNames() {
  static constexpr StringRef names[] = {"left", "right"};
  return names;
}

LogicalResult FrameMatmulOp::inferReturnTypes(MLIRContext *,
                                              std::optional<Location> location,
                                              Adaptor adaptor,
                                              SmallVectorImpl<Type> &results) {
  auto left = cast<RankedTensorType>(adaptor.getLeft().getType());
  auto right = cast<RankedTensorType>(adaptor.getRight().getType());
  ArrayRef<int64_t> a = left.getShape(), b = right.getShape();
  bool fits = a.size() == 4 && b.size() == 4 && a[0] == b[0] &&
              (a[1] == b[1] || a[1] == 1 || b[1] == 1) && a[3] == b[2];
  if (!fits)
    return emitOptionalError(
        location, "frames ", showShape(a), " and ", showShape(b),
        " have no product; they must be [batch, channels, rows, inner] and "
        "[batch, channels, inner, columns]");
  SmallVector<int64_t> shape = {a[0], std::max(a[1], b[1]), a[2], b[3]};
  results.push_back(left.clone(shape));
  return success();
}

int64_t FrameMatmulOp::getMacs() {
  return getResult().getType().getNumElements() *
         getLeft().getType().getDimSize(3);
}

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (adaptor.getAxes().empty())
    return emitOptionalError(location, "'axes' must have at least one axis");
  SmallVector<int64_t> shape(input.getShape());
  llvm::SmallSet<int64_t, 4> seen;
  for (int64_t axis : adaptor.getAxes()) {
    if (axis < 2 || axis >= input.getRank())
      return emitOptionalError(location, "a frame ", showShape(input),
                               " has no axis of space ", axis);
    if (!seen.insert(axis).second)
      return emitOptionalError(location, "'axes' has ", axis, " twice");
    shape[axis] = 1;
  }
  results.push_back(input.clone(shape));
  return success();
}

bool ReduceOp::isPlaceByPlace(unsigned) {
  return !llvm::is_contained(getAxes(), getInput().getType().getRank() - 1);
}
