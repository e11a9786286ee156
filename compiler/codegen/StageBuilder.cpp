//===- StageBuilder.cpp ---------------------------------------------------===//

#include "compiler/codegen/StageBuilder.h"
#include "compiler/codegen/FrameLayout.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;
using Halide::Expr;

StageBuilder::StageBuilder(KernelOp kernel, int64_t phase, bool several,
                           const Machine &machine, bool alone)
    : kernel(kernel), phase(phase),
      runFrames(static_cast<int>(kernel.getRunFrames())),
      frameCount(several ? runFrames : 1), machine(machine), alone(alone),
      weights(kernel.getWeights().size()) {
  if (isOnDevice())
    makeDevicePlaces();
  for (auto [i, value] : llvm::enumerate(kernel.getFrames())) {
    PhaseWindow window = continual::getPhaseWindow(kernel.getStreamGeometry(i),
                                                   kernel.getPhases(), phase);
    frames[kernel.getBody().getArgument(i)] =
        makeFrame(value, window.taps, "in" + std::to_string(i));
  }
  if (kernel.getMemoryChannels() > 0)
    memoryFrame = makeFrame(kernel.getResult(), 1,
                            "in" + std::to_string(kernel.getFrames().size()));
  ++devicePlaces.perFrame; // the result's own
  loops.extents = getOutputExtents();
  loops.c = c, loops.x = x, loops.y = y, loops.b = b;
  if (several)
    layFramesAlongX();
  if (isCallers(kernel.getResult()) && !several)
    kind = PlanarMap();
  else
    kind = ElementMap{chooseMapOfElements()};
}

/// Frames of one pixel are to a schedule what pixels are: it has them along its
/// x. Channels are neighbours in them also where they are the caller's.
void StageBuilder::layFramesAlongX() {
  loops.extents.width = frameCount;
  loops.x = b, loops.b = x;
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

FrameLayout StageBuilder::getOutputLayout() {
  Value result = kernel.getResult();
  FrameLayout layout = getFrameLayout(result);
  if (frameCount > 1)
    layout.strides[3] = kernel.getPhases() * getFrameDistance(result);
  return layout;
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

StageBuilder::Frame StageBuilder::makeFrame(Value value, int64_t taps,
                                            const std::string &name) {
  FrameLayout layout = getFrameLayout(value);
  Frame frame;
  frame.layout = layout;
  frame.taps = static_cast<int>(taps);
  frame.batch = getExtents(value).batch;
  bool hasPlaces = isOnDevice() || !isCallers(value);
  frame.image = Halide::ImageParam(Halide::Float(32), hasPlaces ? 5 : 4, name);
  fixDimensions(frame.image, layout);
  arguments.push_back(frame.image);
  // Taps lie anywhere: their place is the index along this axis.
  if (hasPlaces)
    frame.image.dim(4).set_min(0).set_stride(1);
  if (isOnDevice()) {
    frame.places = devicePlaces.table;
    frame.firstPlace = devicePlaces.perFrame;
    devicePlaces.perFrame += frame.taps;
  } else if (hasPlaces) {
    frame.places = Halide::ImageParam(Halide::Int(32), 1, name + "_places");
    frame.places.dim(0).set_min(0);
    arguments.push_back(frame.places);
  }
  return frame;
}

void StageBuilder::makeDevicePlaces() {
  devicePlaces.table = Halide::ImageParam(Halide::Int(32), 1, "frame_places");
  devicePlaces.table.dim(0).set_min(0);
  devicePlaces.first = Halide::Param<int>("first");
  devicePlaces.frames = Halide::Param<int>("frames");
  arguments.push_back(devicePlaces.table);
  arguments.push_back(devicePlaces.first);
  arguments.push_back(devicePlaces.frames);
}

Expr StageBuilder::placeOnDevice(Expr frame, Expr place) const {
  return devicePlaces.table(devicePlaces.first + frame * devicePlaces.perFrame +
                            place);
}

/// The result is an update of memory: its own definition is nothing, of which
/// no loop is made.
void StageBuilder::writeToPlaces() {
  Halide::Func layer = loops.func, output("output");
  Halide::Var place("place");
  FrameLayout layout = getOutputLayout();
  Halide::RDom frames(0, devicePlaces.frames, "frames");
  loops.frames = frames;
  Expr corner = Halide::unsafe_promise_clamped(
      placeOnDevice(frames, devicePlaces.perFrame - 1), 0, 1 << 30);
  output(c, x, y, b, place) = Halide::undef<float>();
  output(c, x, y, b, corner) = layer(c, x, y, frames * loops.extents.batch + b);
  fixDimensions(output.output_buffer(), layout);
  output.output_buffer().dim(4).set_min(0).set_stride(1);
  loops.func = output;
}

//===----------------------------------------------------------------------===//
// What kernels read
//===----------------------------------------------------------------------===//

/// Index 0 along an axis that has only that.
static Expr broadcastAxis(int extent, Expr index) {
  return extent == 1 ? Expr(0) : index;
}

std::vector<Expr> StageBuilder::broadcast(const FrameExtents &extents, Expr c,
                                          Expr x, Expr y, Expr b) const {
  return {broadcastAxis(extents.channels, c), broadcastAxis(extents.width, x),
          broadcastAxis(extents.height, y),
          hasFramesAlongBatch() ? b
                                : broadcastAxis(extents.batch * frameCount, b)};
}

Expr StageBuilder::at(Value value, Expr c, Expr x, Expr y, Expr b) {
  std::vector<Expr> place = broadcast(getExtents(value), c, x, y, b);
  mixesBatch |= !isOwn(b);
  if (auto func = funcs.find(value); func != funcs.end())
    return func->second(place);
  return tap(value, place[0], place[1], place[2], place[3], 0);
}

Expr StageBuilder::tap(Value value, Expr c, Expr x, Expr y, Expr b, Expr t) {
  return read(frames.at(value), c, x, y, b, t);
}

PhaseWindow StageBuilder::getPhaseWindow(const StreamGeometry &geometry) const {
  return continual::getPhaseWindow(geometry, geometry.getPhases(),
                                   phase % geometry.getPhases());
}

Expr StageBuilder::phaseOf(int64_t phases) {
  if (!phaseNumber.defined()) {
    phaseNumber = Halide::ImageParam(Halide::Float(32), 1,
                                     "weight" + std::to_string(weights.size()));
    phaseNumber.dim(0).set_min(0).set_extent(1);
  }
  int count = static_cast<int>(phases);
  return Halide::unsafe_promise_clamped(
      Halide::cast<int>(phaseNumber(0)) % count, 0, count - 1);
}

Expr StageBuilder::memory(Expr c, Expr x, Expr y, Expr b) {
  return read(*memoryFrame, c, x, y, b, 0);
}

Expr StageBuilder::read(const Frame &frame, Expr c, Expr x, Expr y, Expr b,
                        Expr t) {
  mixesBatch |= !isOwn(b);
  if (!frame.places.defined())
    return frame.image(c, x, y, b);
  // From the corner of the slot, so that no index is negative. The planner
  // keeps places within 31 bits; Halide wants to be told of some bound.
  const FrameLayout &layout = frame.layout;
  Expr corner = Halide::unsafe_promise_clamped(
      placeOf(frame, b, t) - static_cast<int>(layout.origin), 0, 1 << 30);
  return frame.image(c, x + layout.left, y + layout.above, batchOf(frame, b),
                     corner);
}

/// Frames of a launch lie behind each other along b, each with its batch.
Expr StageBuilder::batchOf(const Frame &frame, Expr b) const {
  if (hasFramesAlongBatch())
    return frame.batch == 1 ? Expr(0) : b % loops.extents.batch;
  return frameCount == 1 ? b : Expr(0);
}

Expr StageBuilder::getClip() const {
  return hasFramesAlongBatch() ? b % loops.extents.batch : Expr(b);
}

Expr StageBuilder::frameOf(Expr b) const {
  return alone ? Expr(0) : b / loops.extents.batch;
}

bool StageBuilder::isOwn(const Expr &place) const {
  auto *variable = place.as<Halide::Internal::Variable>();
  return variable && variable->name == b.name();
}

Expr StageBuilder::placeOf(const Frame &frame, Expr b, Expr t) {
  if (isOnDevice())
    return placeOnDevice(frameOf(b), frame.firstPlace + t);
  return frame.places(frameCount == 1 ? t : b * frame.taps + t);
}

Expr StageBuilder::isPadding(Value value, Expr t) {
  return isFill(frames.at(value), t);
}

Expr StageBuilder::isFirstFrame() { return isFill(*memoryFrame, 0); }

Expr StageBuilder::isFill(const Frame &frame, Expr t) {
  // Fills lie in front of all rings.
  int64_t endOfFills = 0;
  if (ArrayAttr fills = kernel->getParentOfType<NetworkOp>().getFillsAttr())
    for (auto fill : fills.getAsRange<FillAttr>())
      endOfFills = std::max(endOfFills, fill.getOffset() + fill.getBytes());
  int floats = endOfFills / sizeof(float);
  return placeOf(frame, b, t) < floats;
}

Halide::ImageParam StageBuilder::weight(Value value, ArrayRef<int> extents,
                                        WeightPacker packer) {
  return phaseWeight(
      value, extents,
      [pack = std::move(packer)](ArrayRef<float> values, int64_t) {
        return pack(values);
      });
}

Halide::ImageParam StageBuilder::phaseWeight(Value value, ArrayRef<int> extents,
                                             PhasePacker packer) {
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

/// Packs numbers that lie `strides` apart along (c, x, y), with zeros up to
/// `padded` channels.
static WeightPacker packConstant(std::array<int, 3> extents,
                                 std::array<int, 3> strides, int padded) {
  return [=](ArrayRef<float> values) {
    auto [channels, width, height] = extents;
    std::vector<float> packed(static_cast<size_t>(padded) * width * height);
    for (int pixel = 0; pixel < width * height; ++pixel)
      for (int c = 0; c < channels; ++c)
        packed[pixel * padded + c] =
            values[c * strides[0] + pixel % width * strides[1] +
                   pixel / width * strides[2]];
    return packed;
  };
}

Expr StageBuilder::constant(Value value, ArrayRef<int64_t> axes) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  unsigned rank = kernel.getResult().getType().getRank();
  std::array<int, 3> extents = {1, 1, 1}, strides = {0, 0, 0};
  int stride = 1;
  for (size_t i = shape.size(); i-- > 0; stride *= shape[i]) {
    unsigned to = axes[i] == 1 ? 0 : rank - axes[i];
    extents[to] = shape[i];
    strides[to] = stride;
  }
  auto [channels, width, height] = extents;
  int padded = channels == 1 ? 1 : getPaddedChannels();
  return weight(value, {padded, width, height},
                packConstant(extents, strides, padded))(
      broadcastAxis(channels, c), broadcastAxis(width, x),
      broadcastAxis(height, y));
}

//===----------------------------------------------------------------------===//
// What kernels make
//===----------------------------------------------------------------------===//

const Tile &StageBuilder::reduce(const Reduction &reduction) {
  kind = ElementSums{chooseFrameTile(loops.extents, reduction), {}};
  return std::get<ElementSums>(kind).tile;
}

Tile StageBuilder::chooseFrameTile(FrameExtents extents,
                                   Reduction reduction) const {
  if (runFrames == 1)
    return chooseTile(extents, reduction, machine);
  extents.width = runFrames;
  reduction.inputBytes *= runFrames;
  Tile tile = chooseTile(extents, reduction, machine);
  if (frameCount == 1)
    tile.width = 1;
  return tile;
}

void StageBuilder::accumulate(Accumulator accumulator) {
  std::get<ElementSums>(kind).sums.push_back(std::move(accumulator));
}

void StageBuilder::leavePadding() {
  loops.extents.channels = getExtents(kernel.getResult()).channels;
  if (auto *map = std::get_if<ElementMap>(&kind))
    map->tile = chooseMapOfElements();
}

RowStages &StageBuilder::getRows() {
  if (!std::holds_alternative<RowStages>(kind))
    kind = RowStages();
  return std::get<RowStages>(kind);
}

void StageBuilder::addRows(Halide::Func func) {
  getRows().rows.push_back(std::move(func));
}

void StageBuilder::makeRowsByPlace() { getRows().byPlace = true; }

int StageBuilder::needWhole(const WholeAxes &axes) {
  Reduction reduction; // for vectors that divide the channels
  reduction.kind = Reduction::Kind::PerChannel;
  int lanes = chooseFrameTile(loops.extents, reduction).lanes;
  kind = AxisStages{lanes, axes, {}};
  return lanes;
}

void StageBuilder::addStage(AxisStage stage) {
  std::get<AxisStages>(kind).stages.push_back(std::move(stage));
}

int StageBuilder::alignToVectors(int channels) const {
  return llvm::alignTo(channels, machine.lanes);
}

Tile StageBuilder::chooseRowTile(int channels, int reduced) {
  Reduction reduction;
  reduction.kind = Reduction::Kind::Dense;
  reduction.channels = reduced;
  return chooseTile({channels, 1, 1, 1}, reduction, machine);
}

Tile StageBuilder::chooseMapTile(int channels, int width,
                                 const Reduction &reduction) {
  return chooseFrameTile({channels, width, 1, 1}, reduction);
}

void StageBuilder::addRowMap(RowMap map) {
  getRows().maps.push_back(std::move(map));
}

int StageBuilder::chooseScanBlock(int channels, int sums) const {
  int vectors = channels / machine.lanes;
  // Beside the sums, registers hold a weight of each and what it multiplies.
  int most = std::max(1, (machine.registers * 3 / 4) / sums);
  while (most > 1 && vectors % most != 0)
    --most;
  return most * machine.lanes;
}

void StageBuilder::addRowScan(Halide::Func func, const Halide::RVar &along) {
  getRows().scans.push_back({std::move(func), along, machine.lanes});
}

void StageBuilder::result(Value value, Expr element) {
  Halide::Func func("layer");
  func(c, x, y, b) = element;
  funcs[value] = func;
}

/// Where several frames are made, a row of pixels is the frames: a row map
/// whose row is no more than the pixel that needs it is a sum like any other.
void StageBuilder::takePixelsAsRows(RowStages &rows) {
  rows.byPlace = true;
  if (rows.maps.size() == 1 && rows.rows.empty() && rows.scans.empty() &&
      rows.maps[0].channels == loops.extents.channels) {
    RowMap map = rows.maps[0];
    kind = ElementSums{map.tile, {map.sum}};
  }
}

namespace {
/// Whether a kind of kernel sums one number at a time, of several channels.
struct HasSumsOfOne {
  bool operator()(const PlanarMap &) const { return false; }
  bool operator()(const ElementMap &) const { return false; }
  bool operator()(const ElementSums &sums) const {
    return sums.tile.lanes == 1;
  }
  bool operator()(const AxisStages &stages) const { return stages.lanes == 1; }
  bool operator()(const RowStages &rows) const {
    return llvm::any_of(rows.maps,
                        [](const RowMap &map) { return map.tile.lanes == 1; });
  }
};
} // namespace

/// Of sums of one number at a time LLVM may make partial sums, and others in
/// each of a kernel's two functions.
bool StageBuilder::mayReorderSums() const {
  return runFrames > 1 &&
         (loops.extents.channels == 1 || std::visit(HasSumsOfOne(), kind));
}

BuiltKernel StageBuilder::build() {
  for (Operation &op : kernel.getBody().front().without_terminator())
    cast<StepKernelInterface>(op).buildStep(*this);
  auto yield = cast<YieldOp>(kernel.getBody().front().getTerminator());
  loops.func = funcs.lookup(yield.getResult());
  if (isOnDevice())
    writeToPlaces();
  else
    fixDimensions(loops.func.output_buffer(), getOutputLayout());
  auto *rows = std::get_if<RowStages>(&kind);
  if (rows)
    rows->lanes = chooseMapOfElements().lanes;
  strictFloat |= mayReorderSums();
  if (rows && frameCount > 1)
    takePixelsAsRows(*rows);
  loops.func.bound(loops.c, 0, loops.extents.channels)
      .bound(loops.x, 0, loops.extents.width)
      .bound(loops.y, 0, loops.extents.height)
      .bound(loops.b, 0, loops.extents.batch);
  Stages stages{loops, std::move(kind)};
  if (isOnDevice())
    scheduleForDevice(stages, machine);
  else
    scheduleForCpu(stages, machine);
  BuiltKernel built{Halide::Pipeline(loops.func),
                    std::move(arguments),
                    {},
                    strictFloat,
                    mixesBatch};
  for (Weight &weight : weights) {
    built.arguments.push_back(weight.image);
    built.packers.push_back(std::move(weight.packer));
  }
  if (phaseNumber.defined()) {
    built.arguments.push_back(phaseNumber);
    built.packers.push_back([](ArrayRef<float>, int64_t phase) {
      return std::vector<float>{static_cast<float>(phase)};
    });
  }
  return built;
}
