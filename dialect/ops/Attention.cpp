//===- Attention.cpp - Attention over time and within a frame -------------===//

#include "dialect/AttentionOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

static constexpr StringRef streamNames[] = {"query", "key", "value"};

//===----------------------------------------------------------------------===//
// attention
//===----------------------------------------------------------------------===//

ArrayRef<StringRef> AttentionOp::getStreamNames() { return streamNames; }

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

/// Checks that the channels of both divide by the number of heads.
static LogicalResult checkHeads(std::optional<Location> location,
                                RankedTensorType query, RankedTensorType value,
                                int64_t heads) {
  for (RankedTensorType type : {query, value})
    if (type.getDimSize(1) % heads != 0)
      return emitOptionalError(location, type.getDimSize(1),
                               " channels do not divide by heads = ", heads);
  return success();
}

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &results) {
  auto query = cast<RankedTensorType>(adaptor.getQuery().getType());
  auto key = cast<RankedTensorType>(adaptor.getKey().getType());
  auto value = cast<RankedTensorType>(adaptor.getValue().getType());
  if (failed(checkAlike(location, "query", query, "key", key, true)) ||
      failed(checkAlike(location, "query", query, "value", value, false)) ||
      failed(checkHeads(location, query, value, adaptor.getHeads())))
    return failure();
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
  // The windows say how many outputs there are.
  if (!isQuery)
    geometry.padAfter = 0;
  return geometry;
}

/// Turning a query takes two for each channel and place.
int64_t AttentionOp::getMacs() {
  int64_t queries = getQuery().getType().getNumElements();
  return int64_t(getFrames()) * (queries * (getTurns() > 0 ? 3 : 1) +
                                 getValue().getType().getNumElements());
}

/// The attribute `name`, or its default.
static int64_t getNumber(DictionaryAttr attributes, StringRef name,
                         int64_t usual) {
  auto number = attributes.getAs<IntegerAttr>(name);
  return number ? number.getInt() : usual;
}

/// Checks that `name` counts none, one for all heads or one for each.
static LogicalResult checkOfHeads(Location location, DictionaryAttr attributes,
                                  StringRef name) {
  int64_t count = getNumber(attributes, name, 0),
          heads = getNumber(attributes, "heads", 1);
  if (count > 1 && count != heads)
    return mlir::emitError(location)
           << "'" << name << "' is " << count
           << "; it must be 0, 1 or the number of heads, " << heads;
  return success();
}

/// Checks which channels of a head of `each` are turned in pairs.
static LogicalResult checkTurned(Location location, DictionaryAttr attributes,
                                 int64_t each) {
  int64_t turned = getNumber(attributes, "turned", 0);
  if (turned == 0)
    turned = each;
  if (turned > each || turned % 2 != 0)
    return mlir::emitError(location) << "of a head's " << each << " channels "
                                     << turned << " cannot be turned in pairs";
  return success();
}

LogicalResult AttentionOp::getWeightSpecs(Location location, ValueRange streams,
                                          DictionaryAttr attributes,
                                          SmallVectorImpl<WeightSpec> &specs) {
  if (failed(checkOfHeads(location, attributes, "biases")) ||
      failed(checkOfHeads(location, attributes, "turns")))
    return failure();
  int64_t biases = getNumber(attributes, "biases", 0),
          turns = getNumber(attributes, "turns", 0),
          frames = getNumber(attributes, "frames", 1);
  if (biases > 0)
    specs.push_back({"bias", {biases, frames}, -0.5f, 0.5f});
  if (turns == 0)
    return success();
  int64_t each = cast<RankedTensorType>(streams[0].getType()).getDimSize(1) /
                 getNumber(attributes, "heads", 1);
  specs.push_back({"turn", {turns, 2, frames, each}, -1.0f, 1.0f});
  return checkTurned(location, attributes, each);
}

unsigned AttentionOp::getNumStreamOperands() { return 3; }

LogicalResult AttentionOp::verify() { return verifyWeights(*this); }

//===----------------------------------------------------------------------===//
// frame_attention
//===----------------------------------------------------------------------===//

ArrayRef<StringRef> FrameAttentionOp::getStreamNames() { return streamNames; }

unsigned FrameAttentionOp::getNumStreamOperands() { return 3; }

/// The type with the places of another along the last axis.
static RankedTensorType withPlacesOf(RankedTensorType type,
                                     RankedTensorType other) {
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = other.getShape().back();
  return type.clone(shape);
}

LogicalResult FrameAttentionOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &results) {
  auto query = cast<RankedTensorType>(adaptor.getQuery().getType());
  auto key = cast<RankedTensorType>(adaptor.getKey().getType());
  auto value = cast<RankedTensorType>(adaptor.getValue().getType());
  for (RankedTensorType type : {query, key, value})
    if (type.getRank() < 3)
      return emitOptionalError(location, "a frame ", showShape(type),
                               " has no places to attend to; it needs a "
                               "spatial axis");
  if (failed(checkAlike(location, "query", withPlacesOf(query, key), "key", key,
                        true)) ||
      failed(checkAlike(location, "key", key, "value", value, false)) ||
      failed(checkHeads(location, query, value, adaptor.getHeads())))
    return failure();
  results.push_back(withPlacesOf(value, query));
  return success();
}

LogicalResult
FrameAttentionOp::getWeightSpecs(Location location, ValueRange streams,
                                 DictionaryAttr attributes,
                                 SmallVectorImpl<WeightSpec> &specs) {
  int64_t masks = getNumber(attributes, "masks", 0);
  if (failed(checkOfHeads(location, attributes, "masks")))
    return failure();
  auto places = [&](unsigned i) {
    return cast<RankedTensorType>(streams[i].getType()).getShape().back();
  };
  if (masks > 0)
    specs.push_back({"mask", {masks, places(0), places(1)}, -0.5f, 0.5f});
  return success();
}

LogicalResult FrameAttentionOp::verify() { return verifyWeights(*this); }

bool FrameAttentionOp::isPlaceByPlace(unsigned operand) {
  return operand == 0 && getMasks() == 0;
}

int64_t FrameAttentionOp::getMacs() {
  return getKey().getType().getShape().back() *
         (getQuery().getType().getNumElements() +
          getResult().getType().getNumElements());
}
