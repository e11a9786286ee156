//===- Order.cpp - Order and choice within a frame ------------------------===//

#include "dialect/OrderOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

static LogicalResult checkAxis(std::optional<Location> location,
                               RankedTensorType frame, int64_t axis) {
  if (axis < frame.getRank())
    return success();
  return emitOptionalError(location, "a frame ", showShape(frame),
                           " has no axis ", axis);
}

static RankedTensorType withExtent(RankedTensorType frame, int64_t axis,
                                   int64_t extent) {
  SmallVector<int64_t> shape(frame.getShape());
  shape[axis] = extent;
  return frame.clone(shape);
}

//===----------------------------------------------------------------------===//
// gather
//===----------------------------------------------------------------------===//

LogicalResult GatherOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis(location, input, axis)))
    return failure();
  if (adaptor.getPlaces().empty())
    return emitOptionalError(location, "'places' names none");
  for (int64_t place : adaptor.getPlaces())
    if (place < -1 || place >= input.getDimSize(axis))
      return emitOptionalError(location, "'places' names ", place,
                               ", but axis ", axis, " of the frame ",
                               showShape(input), " has only places 0 to ",
                               input.getDimSize(axis) - 1);
  results.push_back(withExtent(input, axis, adaptor.getPlaces().size()));
  return success();
}

bool GatherOp::isPlaceByPlace(unsigned) {
  return int64_t(getAxis()) != getType().getRank() - 1;
}

/// The places of `first` that `second` names of its result; nothing where each
/// has another value for those that are not there.
static std::optional<SmallVector<int64_t>> composePlaces(GatherOp first,
                                                         GatherOp second) {
  auto hasNone = [](GatherOp gather) {
    return llvm::is_contained(gather.getPlaces(), -1);
  };
  if (first.getAxis() != second.getAxis() ||
      (hasNone(first) && hasNone(second) &&
       first.getValue() != second.getValue()))
    return std::nullopt;
  SmallVector<int64_t> places;
  for (int64_t place : second.getPlaces())
    places.push_back(place < 0 ? place : first.getPlaces()[place]);
  return places;
}

OpFoldResult GatherOp::fold(FoldAdaptor) {
  if (llvm::equal(getPlaces(), llvm::seq<int64_t>(
                                   getInput().getType().getDimSize(getAxis()))))
    return getInput();
  auto before = getInput().getDefiningOp<GatherOp>();
  std::optional<SmallVector<int64_t>> places;
  if (!before || !(places = composePlaces(before, *this)))
    return {};
  if (llvm::is_contained(before.getPlaces(), -1))
    setValueAttr(before.getValueAttr());
  setPlaces(*places);
  getInputMutable().set(before.getInput());
  return getResult();
}

//===----------------------------------------------------------------------===//
// take
//===----------------------------------------------------------------------===//

LogicalResult TakeOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput()),
                   places = typeOf(adaptor.getPlaces());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis(location, input, axis)))
    return failure();
  bool fits = input.getRank() == places.getRank();
  for (int64_t other = 0; fits && other < input.getRank(); ++other)
    fits = other == axis || places.getDimSize(other) == 1 ||
           places.getDimSize(other) == input.getDimSize(other);
  if (!fits)
    return emitOptionalError(location, "the places ", showShape(places),
                             " do not fit a frame ", showShape(input),
                             ": but for axis ", axis,
                             " they must have its extents, or 1");
  results.push_back(withExtent(input, axis, places.getDimSize(axis)));
  return success();
}

//===----------------------------------------------------------------------===//
// sort and accumulate
//===----------------------------------------------------------------------===//

LogicalResult SortOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  int64_t axis = adaptor.getAxis(), count = adaptor.getCount();
  if (failed(checkAxis(location, input, axis)))
    return failure();
  int64_t extent = input.getDimSize(axis);
  if (count > extent)
    return emitOptionalError(location, "'count' is ", count, ", but axis ",
                             axis, " of the frame ", showShape(input),
                             " has only ", extent);
  results.push_back(withExtent(input, axis, count == 0 ? extent : count));
  return success();
}

LogicalResult AccumulateOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> location,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  if (failed(checkAxis(location, input, adaptor.getAxis())))
    return failure();
  bool hasPlaces = adaptor.getKind() == "max" || adaptor.getKind() == "min";
  if (adaptor.getPlaces() && !hasPlaces)
    return emitOptionalError(location, "there are no places of a '",
                             adaptor.getKind(),
                             "'; those of 'max' and 'min' "
                             "there are");
  results.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// constant
//===----------------------------------------------------------------------===//

LogicalResult ConstantFrameOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &results) {
  RankedTensorType input = typeOf(adaptor.getInput());
  ArrayRef<int64_t> shape = adaptor.getShape();
  int64_t batch = input.getDimSize(0);
  if (shape.size() < 2 || shape.size() > 4)
    return emitOptionalError(location, "'shape' is ", showShape(shape),
                             "; a frame has the batch, the channels and up to "
                             "two spatial axes");
  if (shape.front() != 1 && shape.front() != batch)
    return emitOptionalError(location, "'shape' is ", showShape(shape),
                             "; its batch must be 1 or that of the operand, ",
                             batch);
  SmallVector<int64_t> result(shape);
  result.front() = batch;
  results.push_back(input.clone(result));
  return success();
}

unsigned ConstantFrameOp::getNumStreamOperands() { return 1; }

LogicalResult
ConstantFrameOp::getWeightSpecs(Location, ValueRange, DictionaryAttr attributes,
                                SmallVectorImpl<WeightSpec> &specs) {
  auto shape = attributes.getAs<DenseI64ArrayAttr>("shape").asArrayRef();
  specs.push_back({"value", shape.vec(), -0.5f, 0.5f});
  return success();
}

LogicalResult ConstantFrameOp::verify() { return verifyWeights(*this); }
