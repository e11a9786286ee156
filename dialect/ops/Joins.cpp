//===- Joins.cpp - Layers over several streams ----------------------------===//

#include "dialect/ops/Joins.h"
#include "dialect/JoinOps.h"
#include "dialect/NetworkOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

/// Checks that there are two or more inputs and that `fits` accepts each axis
/// of each beside that axis of the first.
static LogicalResult
checkInputs(std::optional<Location> location, ValueRange inputs,
            llvm::function_ref<bool(unsigned, int64_t, int64_t)> fits) {
  if (inputs.size() < 2)
    return emitOptionalError(location, "needs at least two inputs, has ",
                             inputs.size());
  auto first = cast<RankedTensorType>(inputs.front().getType());
  for (Value input : inputs.drop_front()) {
    auto type = cast<RankedTensorType>(input.getType());
    bool ok = type.getRank() == first.getRank();
    for (int64_t axis = 0; ok && axis < type.getRank(); ++axis)
      ok = fits(axis, first.getDimSize(axis), type.getDimSize(axis));
    if (!ok)
      return emitOptionalError(location, "the inputs' shapes ",
                               showShape(first), " and ", showShape(type),
                               " do not meet");
  }
  return success();
}

LogicalResult cocc::continual::inferBroadcast(std::optional<Location> location,
                                              ValueRange inputs, bool isPair,
                                              SmallVectorImpl<Type> &results) {
  if (isPair && inputs.size() != 2)
    return emitOptionalError(location, "needs two inputs, has ", inputs.size());
  if (failed(checkInputs(location, inputs,
                         [](unsigned axis, int64_t a, int64_t b) {
                           return a == b || (axis > 0 && (a == 1 || b == 1));
                         })))
    return failure();
  auto first = cast<RankedTensorType>(inputs.front().getType());
  SmallVector<int64_t> shape(first.getShape());
  for (Value input : inputs) {
    auto type = cast<RankedTensorType>(input.getType());
    for (auto [extent, other] : llvm::zip_equal(shape, type.getShape())) {
      if (extent != 1 && other != 1 && extent != other)
        return emitOptionalError(location, "the inputs' shapes ",
                                 showShape(shape), " and ", showShape(type),
                                 " do not meet");
      extent = std::max(extent, other);
    }
  }
  results.push_back(RankedTensorType::get(shape, first.getElementType()));
  return success();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  unsigned along = adaptor.getAxis();
  if (failed(checkInputs(location, adaptor.getInputs(),
                         [along](unsigned axis, int64_t a, int64_t b) {
                           return axis == along || a == b;
                         })))
    return failure();
  auto first = cast<RankedTensorType>(adaptor.getInputs().front().getType());
  if (along >= first.getRank())
    return emitOptionalError(location, "a frame ", showShape(first),
                             " has no axis ", along);
  SmallVector<int64_t> shape(first.getShape());
  shape[along] = 0;
  for (Value input : adaptor.getInputs())
    shape[along] += cast<RankedTensorType>(input.getType()).getDimSize(along);
  results.push_back(RankedTensorType::get(shape, first.getElementType()));
  return success();
}

OpFoldResult DelayOp::fold(FoldAdaptor) {
  return getFrames() == 0 ? getInput() : OpFoldResult();
}
