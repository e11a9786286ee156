//===- Reshaping.cpp - Layers that move elements within a frame -----------===//

#include "dialect/FrameOps.h"
#include "dialect/ops/Shapes.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace cocc::continual;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===----------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  ArrayRef<int64_t> shape = adaptor.getShape();
  if (shape.size() < 2 || shape.size() > 4)
    return emitOptionalError(location, "cannot reshape a frame to ",
                             showShape(shape),
                             ": a frame has the batch, the channels and up to "
                             "two spatial axes");
  double elements = 1; // Absurd extents must not overflow.
  for (int64_t extent : shape)
    elements *= extent;
  if (elements != static_cast<double>(input.getNumElements()))
    return emitOptionalError(location, "cannot reshape a frame ",
                             showShape(input), " of ", input.getNumElements(),
                             " elements to ", showShape(shape), " of ",
                             llvm::formatv("{0:f0}", elements).str());
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getType() == getInput().getType())
    return getInput();
  auto before = getInput().getDefiningOp<ReshapeOp>();
  if (!before)
    return {};
  getInputMutable().set(before.getInput());
  return getResult();
}

//===----------------------------------------------------------------------===//
// permute
//===----------------------------------------------------------------------===//

LogicalResult PermuteOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  SmallVector<int64_t> shape, sorted(adaptor.getAxes());
  llvm::sort(sorted);
  if (!llvm::equal(sorted, llvm::seq<int64_t>(input.getRank())))
    return emitOptionalError(
        location, "'axes' is ", showShape(adaptor.getAxes()), "; of a frame ",
        showShape(input), " it must have each number from 0 to ",
        input.getRank() - 1, " once");
  for (int64_t axis : adaptor.getAxes())
    shape.push_back(input.getDimSize(axis));
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult PermuteOp::fold(FoldAdaptor) {
  if (llvm::is_sorted(getAxes()))
    return getInput();
  auto before = getInput().getDefiningOp<PermuteOp>();
  if (!before)
    return {};
  SmallVector<int64_t> axes;
  for (int64_t axis : getAxes())
    axes.push_back(before.getAxes()[axis]);
  setAxes(axes);
  getInputMutable().set(before.getInput());
  return getResult();
}

//===----------------------------------------------------------------------===//
// slice
//===----------------------------------------------------------------------===//

LogicalResult SliceOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  int64_t axis = adaptor.getAxis(), start = adaptor.getStart(),
          end = adaptor.getEnd(), step = adaptor.getStep();
  if (axis >= input.getRank())
    return emitOptionalError(location, "a frame ", showShape(input),
                             " has no axis ", axis);
  if (end > input.getDimSize(axis))
    return emitOptionalError(location, "'end' is ", end, ", but axis ", axis,
                             " of the frame ", showShape(input), " has only ",
                             input.getDimSize(axis));
  if (start >= end)
    return emitOptionalError(location, "'start' is ", start,
                             "; it must be less than 'end', ", end);
  SmallVector<int64_t> shape(input.getShape());
  shape[axis] = (end - start + step - 1) / step;
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

bool SliceOp::isPlaceByPlace(unsigned) {
  return int64_t(getAxis()) != getType().getRank() - 1;
}

OpFoldResult SliceOp::fold(FoldAdaptor) {
  return getType() == getInput().getType() ? getInput() : OpFoldResult();
}

//===----------------------------------------------------------------------===//
// glu
//===----------------------------------------------------------------------===//

LogicalResult GluOp::inferReturnTypes(MLIRContext *,
                                      std::optional<Location> location,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  int64_t axis = adaptor.getAxis();
  if (axis >= input.getRank())
    return emitOptionalError(location, "a frame ", showShape(input),
                             " has no axis ", axis);
  SmallVector<int64_t> shape(input.getShape());
  if (shape[axis] % 2)
    return emitOptionalError(location, "axis ", axis, " of the frame ",
                             showShape(input),
                             " has no halves; its extent must be even");
  shape[axis] /= 2;
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}
