//===- Windows.cpp - Windows with weights, and without --------------------===//

#include "dialect/TimeOps.h"
#include "dialect/WindowOps.h"
#include "dialect/ops/Shapes.h"
#include "dialect/ops/Window.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace cocc::continual;

LogicalResult ConvOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &results) {
  return inferWindowFrame(
      location, cast<RankedTensorType>(adaptor.getInput().getType()),
      adaptor.getChannels(), getWindowAttributes(adaptor), results);
}

LogicalResult ConvOp::getWeightSpecs(Location location, ValueRange streams,
                                     DictionaryAttr attributes,
                                     SmallVectorImpl<WeightSpec> &specs) {
  auto input = cast<RankedTensorType>(streams.front().getType());
  auto channels = getGroupedChannels(location, input.getDimSize(1), attributes);
  if (failed(channels))
    return failure();
  auto kernel = attributes.getAs<DenseI64ArrayAttr>("kernel");
  Window window = Window::get({kernel, {1}, {0}, {}, {1}}, input.getRank() - 1);
  getChannelMapSpecs(channels->in / channels->groups, channels->out,
                     window.kernel, channels->bias, specs);
  return success();
}

unsigned ConvOp::getNumStreamOperands() { return 1; }

int64_t ConvOp::getMacs() {
  int64_t inPerGroup = getInput().getType().getDimSize(1) / getGroups();
  return getResult().getType().getNumElements() * inPerGroup *
         getWindow(*this).getTaps();
}

// Zeros that count are elements like any other only where padding's count too.
LogicalResult AvgPoolOp::padInput(ArrayRef<int64_t> before,
                                  ArrayRef<int64_t> after, double value) {
  return getCountIncludePad() ? padWindow(*this, before, after, value)
                              : failure();
}

LogicalResult ConvOp::verify() { return verifyWeights(*this); }

/// Zeros and copies do not mix: the clip's edges are repeated where there is no
/// other padding.
LogicalResult ConvOp::repeatEdges(int64_t before, int64_t after) {
  Window window = getWindow(*this);
  auto isZero = [](int64_t number) { return number == 0; };
  if (!llvm::all_of(window.padding, isZero) ||
      !llvm::all_of(window.paddingAfter, isZero) ||
      before >= window.getStreamGeometry().receptiveField)
    return failure();
  window.padding[0] = before;
  window.paddingAfter[0] = after;
  setPadding(window.padding);
  setPaddingAfter(window.paddingAfter);
  setPaddingMode("replicate");
  return success();
}

/// Places are repeated by a pad before the convolution, so that its kernel sees
/// zeros alone; frames remain its own.
LogicalResult ConvOp::canonicalize(ConvOp op, PatternRewriter &rewriter) {
  Window window = getWindow(op);
  auto isZero = [](int64_t number) { return number == 0; };
  if (!op.repeatsEdges(0) ||
      (llvm::all_of(llvm::drop_begin(window.padding), isZero) &&
       llvm::all_of(llvm::drop_begin(window.paddingAfter), isZero)))
    return failure();
  SmallVector<int64_t> before = window.padding, after = window.paddingAfter;
  before[0] = after[0] = 0;
  auto pad = PadOp::create(rewriter, op.getLoc(), op.getInput(), before, after,
                           "replicate", llvm::APFloat(0.0));
  rewriter.modifyOpInPlace(op, [&] {
    std::fill(window.padding.begin() + 1, window.padding.end(), 0);
    std::fill(window.paddingAfter.begin() + 1, window.paddingAfter.end(), 0);
    op.getInputMutable().assign(pad);
    op.setPadding(window.padding);
    op.setPaddingAfter(window.paddingAfter);
  });
  return success();
}

/// A pool's frame has its input's channels.
template <typename AdaptorT>
static LogicalResult inferPoolFrame(std::optional<Location> location,
                                    AdaptorT pool,
                                    SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(pool.getInput().getType());
  return inferWindowFrame(location, input, input.getDimSize(1),
                          getWindowAttributes(pool), results);
}

/// What lies beyond the padding behind the clip must be told from it where the
/// latter counts; a window that leaves frames out may not see where it ends.
static LogicalResult checkCounts(std::optional<Location> location,
                                 AvgPoolOp::Adaptor pool) {
  auto input = cast<RankedTensorType>(pool.getInput().getType());
  Window window = Window::get(getWindowAttributes(pool), input.getRank() - 1);
  if (window.dilation[0] == 1 || window.givenAfter[0] == 0 ||
      window.paddingAfter[0] <= window.givenAfter[0] ||
      !pool.getCountIncludePad() || pool.getDivisorOverride() != 0)
    return success();
  return emitOptionalError(location,
                           "with dilation in time, ceil_mode cannot count the "
                           "padding behind the clip; leave that out with "
                           "count_include_pad: false");
}

LogicalResult AvgPoolOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &results) {
  if (failed(inferPoolFrame(location, adaptor, results)))
    return failure();
  return checkCounts(location, adaptor);
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &results) {
  return inferPoolFrame(location, adaptor, results);
}
