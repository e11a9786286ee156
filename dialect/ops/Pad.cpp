//===- Pad.cpp ------------------------------------------------------------===//

#include "dialect/TimeOps.h"
#include "dialect/ops/Shapes.h"

using namespace mlir;
using namespace cocc::continual;

SmallVector<int64_t> PadOp::getBefores() {
  return spreadOverAxes(getBefore(), getInput().getType().getRank() - 1);
}

SmallVector<int64_t> PadOp::getAfters() {
  return spreadOverAxes(getAfter(), getInput().getType().getRank() - 1);
}

/// What a mode other than constant can add at an end of a spatial axis of
/// `extent` places, of which `kept` are not taken away.
static LogicalResult checkReach(std::optional<Location> location,
                                StringRef mode, int64_t added, int64_t extent,
                                int64_t kept) {
  int64_t most = mode == "reflect"    ? extent - 1
                 : mode == "circular" ? kept
                                      : added;
  if (added <= most)
    return success();
  return emitOptionalError(location, "mode '", mode, "' cannot add ", added,
                           " places at the edge of an axis that has ", extent,
                           ": at most ", most);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *,
                                      std::optional<Location> location,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (failed(checkListLength(location, "before", adaptor.getBefore().size(),
                             input)) ||
      failed(
          checkListLength(location, "after", adaptor.getAfter().size(), input)))
    return failure();
  auto before = spreadOverAxes(adaptor.getBefore(), input.getRank() - 1);
  auto after = spreadOverAxes(adaptor.getAfter(), input.getRank() - 1);
  StringRef mode = adaptor.getMode();
  bool fitsTime = mode == "constant" || mode == "replicate";
  if (!fitsTime && (before[0] > 0 || after[0] > 0))
    return emitOptionalError(location, "mode '", mode,
                             "' is for spatial axes; frames before and behind "
                             "a clip are constant, or its first and last one "
                             "again (mode 'replicate')");
  SmallVector<int64_t> shape(input.getShape());
  for (int64_t axis = 2; axis < input.getRank(); ++axis) {
    int64_t extent = shape[axis];
    int64_t kept = extent + std::min<int64_t>(before[axis - 1], 0) +
                   std::min<int64_t>(after[axis - 1], 0);
    for (int64_t added : {before[axis - 1], after[axis - 1]})
      if (failed(checkReach(location, mode, added, extent, kept)))
        return failure();
    shape[axis] += before[axis - 1] + after[axis - 1];
    if (shape[axis] < 1)
      return emitOptionalError(location, "nothing is left of spatial axis ",
                               axis - 2, " of ", extent, " places");
  }
  results.push_back(input.clone(shape));
  return success();
}

StreamGeometry PadOp::getStreamGeometry(unsigned) {
  return paddingGeometry(getBefores()[0], getAfters()[0], repeatsEdges(0));
}

bool PadOp::repeatsEdges(unsigned) { return getMode() == "replicate"; }

float PadOp::getPaddingValue(unsigned) { return getValue().convertToDouble(); }

bool PadOp::isIdentity() {
  auto isZero = [](int64_t number) { return number == 0; };
  return llvm::all_of(getBefore(), isZero) && llvm::all_of(getAfter(), isZero);
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  return isIdentity() ? getInput() : OpFoldResult();
}

/// Adds what the operand pads to what this operation does behind it. Where the
/// one crops and the other adds again, something is lost between them.
static LogicalResult addShifts(ArrayRef<int64_t> first,
                               MutableArrayRef<int64_t> second) {
  for (auto [a, b] : llvm::zip_equal(first, second)) {
    if (a < 0 && b > 0)
      return failure();
    b += a;
  }
  return success();
}

LogicalResult PadOp::padInput(ArrayRef<int64_t> before, ArrayRef<int64_t> after,
                              double value) {
  if (getMode() != "constant" || value != getValue().convertToDouble())
    return failure();
  SmallVector<int64_t> befores = getBefores(), afters = getAfters();
  if (failed(addShifts(before, befores)) || failed(addShifts(after, afters)))
    return failure();
  setBefore(befores);
  setAfter(afters);
  return success();
}
