//===- StageBuilder.cpp ---------------------------------------------------===//

#include "compiler/codegen/StageBuilder.h"
#include "compiler/codegen/FrameLayout.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

StageBuilder::StageBuilder(KernelOp kernel, const Machine &machine)
    : kernel(kernel), machine(machine), weights(kernel.getWeights().size()) {
  for (unsigned i = 0; i < kernel.getFrames().size(); ++i)
    addFrame(i);
  stages.extents = getOutputExtents();
  stages.planar = isCallers(kernel.getResult());
  stages.tile = chooseTile(stages.extents, Reduction(), machine);
  stages.c = c, stages.x = x, stages.y = y, stages.b = b;
}

FrameExtents StageBuilder::getExtents(Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  FrameExtents extents;
  extents.batch = shape[0];
  extents.channels = shape[1];
  if (shape.size() > 2)
    extents.width = shape.back();
  if (shape.size() > 3)
    extents.height = shape[2];
  return extents;
}

FrameExtents StageBuilder::getOutputExtents() {
  FrameExtents extents = getExtents(kernel.getResult());
  bool fromCaller = llvm::any_of(kernel.getFrames(), isCallers);
  if (!isCallers(kernel.getResult()) && !fromCaller)
    extents.channels = getFrameLayout(kernel.getResult()).strides[1];
  return extents;
}

/// Fixes all that a kernel would otherwise read from the buffer it is given:
/// `image` is an ImageParam or an OutputImageParam.
template <typename Image>
static void fixDimensions(Image image, const FrameLayout &layout) {
  for (auto [i, stride] : llvm::enumerate(layout.strides)) {
    image.dim(i).set_min(0);
    image.dim(i).set_stride(static_cast<int>(stride));
  }
}

void StageBuilder::addFrame(unsigned operand) {
  Value value = kernel.getFrames()[operand];
  FrameLayout layout = getFrameLayout(value);
  std::string name = "in" + std::to_string(operand);
  Frame frame;
  frame.layout = layout;
  frame.image =
      Halide::ImageParam(Halide::Float(32), isCallers(value) ? 4 : 5, name);
  fixDimensions(frame.image, layout);
  arguments.push_back(frame.image);
  if (!isCallers(value)) {
    // Taps lie anywhere in the state: their place is the index along this axis.
    frame.image.dim(4).set_min(0).set_stride(1);
    frame.places = Halide::ImageParam(Halide::Int(32), 1, name + "_places");
    frame.places.dim(0).set_min(0);
    arguments.push_back(frame.places);
  }
  frames[kernel.getBody().getArgument(operand)] = frame;
}

//===----------------------------------------------------------------------===//
// What kernels read
//===----------------------------------------------------------------------===//

/// Index 0 along axes where `extents` has only that.
static std::vector<Expr> broadcast(const FrameExtents &extents, Expr c, Expr x,
                                   Expr y, Expr b) {
  auto along = [](int extent, Expr index) {
    return extent == 1 ? Expr(0) : index;
  };
  return {along(extents.channels, c), along(extents.width, x),
          along(extents.height, y), along(extents.batch, b)};
}

Expr StageBuilder::at(Value value, Expr c, Expr x, Expr y, Expr b) {
  std::vector<Expr> place = broadcast(getExtents(value), c, x, y, b);
  if (auto func = funcs.find(value); func != funcs.end())
    return func->second(place);
  return tap(value, place[0], place[1], place[2], place[3], 0);
}

Expr StageBuilder::tap(Value value, Expr c, Expr x, Expr y, Expr b, Expr t) {
  const Frame &frame = frames.at(value);
  if (!frame.places.defined())
    return frame.image(c, x, y, b);
  // From the corner of the slot, so that no index is negative. The planner
  // keeps places within 31 bits; Halide wants to be told of some bound.
  const FrameLayout &layout = frame.layout;
  Expr corner = Halide::unsafe_promise_clamped(
      frame.places(t) - static_cast<int>(layout.origin), 0, 1 << 30);
  return frame.image(c, x + layout.left, y + layout.above, b, corner);
}

Expr StageBuilder::isPadding(Value value, Expr t) {
  // Fills lie in front of all rings.
  int64_t endOfFills = 0;
  if (ArrayAttr fills = kernel->getParentOfType<NetworkOp>().getFillsAttr())
    for (auto fill : fills.getAsRange<FillAttr>())
      endOfFills = std::max(endOfFills, fill.getOffset() + fill.getBytes());
  int floats = endOfFills / sizeof(float);
  return frames.at(value).places(t) < floats;
}

Halide::ImageParam StageBuilder::weight(Value value, ArrayRef<int> extents,
                                        WeightPacker packer) {
  unsigned index =
      cast<BlockArgument>(value).getArgNumber() - kernel.getFrames().size();
  Halide::ImageParam image(Halide::Float(32), extents.size(),
                           "weight" + std::to_string(index));
  int stride = 1;
  for (auto [i, extent] : llvm::enumerate(extents)) {
    image.dim(i).set_min(0).set_extent(extent).set_stride(stride);
    stride *= extent;
  }
  weights[index] = {image, std::move(packer)};
  return image;
}

Expr StageBuilder::channelWeight(Value value) {
  int padded = getPaddedChannels();
  auto pad = [padded](ArrayRef<float> values) {
    std::vector<float> packed(values.begin(), values.end());
    packed.resize(padded);
    return packed;
  };
  return weight(value, {padded}, pad)(c);
}

//===----------------------------------------------------------------------===//
// What kernels make
//===----------------------------------------------------------------------===//

const Tile &StageBuilder::reduce(const Reduction &reduction) {
  stages.tile = chooseTile(stages.extents, reduction, machine);
  return stages.tile;
}

void StageBuilder::accumulate(Accumulator accumulator) {
  stages.accumulators.push_back(std::move(accumulator));
}

void StageBuilder::addRows(Halide::Func func) { stages.rows.push_back(func); }

void StageBuilder::result(Value value, Expr element) {
  Halide::Func func("layer");
  func(c, x, y, b) = element;
  funcs[value] = func;
}

BuiltKernel StageBuilder::build() {
  for (Operation &op : kernel.getBody().front().without_terminator())
    cast<StepKernelInterface>(op).buildStep(*this);
  auto yield = cast<YieldOp>(kernel.getBody().front().getTerminator());
  stages.output = funcs.lookup(yield.getResult());
  fixDimensions(stages.output.output_buffer(),
                getFrameLayout(kernel.getResult()));
  scheduleForCpu(stages, machine);
  BuiltKernel built{
      Halide::Pipeline(stages.output), std::move(arguments), {}, strictFloat};
  for (Weight &weight : weights) {
    built.arguments.push_back(weight.image);
    built.packers.push_back(std::move(weight.packer));
  }
  return built;
}
