//===- Collect.cpp --------------------------------------------------------===//

#include "compiler/codegen/Collect.h"
#include "cocc/table.h"
#include "compiler/analysis/LayerNames.h"
#include "compiler/codegen/FrameLayout.h"
#include "dialect/InputFrames.h"
#include "dialect/StreamPositions.h"
#include "dialect/Weights.h"
#include <numeric>
#include <set>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

static std::vector<int64_t> getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

static StreamFacts getFacts(const StreamPosition &position) {
  StreamFacts facts;
  facts.windows = position.getReceptiveField();
  facts.stride = position.clock.period;
  facts.padding = position.padding;
  facts.delay = position.delay;
  facts.warmUp = position.clock.warmUp;
  facts.recurrent = position.recurrent;
  facts.paddingAfter = position.paddingAfter;
  return facts;
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// Of the weights that are in `counted` for the first time: one that several
/// layers use is the first one's.
static int64_t countParameters(Operation &op, std::set<std::string> &counted) {
  int64_t parameters = 0;
  for (Value operand : op.getOperands())
    if (auto weight = operand.getDefiningOp<WeightOp>();
        weight && counted.insert(weight.getName().str()).second)
      parameters += cast<RankedTensorType>(operand.getType()).getNumElements();
  return parameters;
}

std::vector<LayerReport> cocc::collectLayers(NetworkOp imported) {
  StreamPositions positions = computePositions(imported);
  llvm::DenseMap<Value, std::string> names;
  for (BlockArgument input : imported.getInputs())
    names[input] = imported.getInputName(input.getArgNumber());
  std::set<std::string> counted;
  std::vector<LayerReport> layers;
  for (Operation &op : imported.getBody().front()) {
    auto stream = dyn_cast<StreamInterface>(op);
    if (!stream)
      continue;
    LayerReport layer;
    layer.name = joinLayerNames(&op);
    layer.op = op.getName().stripDialect();
    layer.shape = getShape(op.getResult(0));
    layer.stream = getFacts(positions.lookup(op.getResult(0)));
    layer.macsPerFrame = stream.getMacs();
    layer.parameters = countParameters(op, counted);
    for (unsigned i = 0; i < stream.getNumStreamOperands(); ++i)
      layer.inputs.push_back(names.lookup(op.getOperand(i)));
    names[op.getResult(0)] = layer.name;
    layers.push_back(std::move(layer));
  }
  return layers;
}

/// Counts a value's memory with the layer that looks farthest back in it, or
/// reads beyond its edges.
static void chargeState(NetworkOp planned, std::vector<LayerReport> &layers) {
  llvm::StringMap<LayerReport *> byName;
  for (LayerReport &layer : layers)
    byName[layer.name] = &layer;
  llvm::MapVector<Operation *, std::pair<int64_t, Operation *>> farthest;
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>())
    for (auto [i, frame] : llvm::enumerate(kernel.getFrames())) {
      StreamGeometry geometry = kernel.getStreamGeometry(i);
      int64_t reach = geometry.receptiveField - 1 + geometry.lag;
      bool keeps = reach > 0 || kernel.getHalo(i) != Halo();
      if (isCallers(frame) || !keeps)
        continue;
      auto [place, isNew] = farthest.try_emplace(
          getMaker(frame), reach, kernel.getReader(i).getOwner());
      if (!isNew && place->second.first < reach)
        place->second = {reach, kernel.getReader(i).getOwner()};
    }
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>())
    if (kernel.getMemoryChannels() > 0)
      farthest.try_emplace(kernel, 1, &kernel.getBody().front().front());
  for (auto &[maker, reader] : farthest) {
    BufferAttr buffer = *cast<KernelOp>(maker).getBuffer();
    auto names = getLayerNames(reader.second);
    if (auto layer = byName.find(names.front()); layer != byName.end())
      layer->second->stateBytes += buffer.getSlots() * buffer.getSlotBytes();
  }
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Ring 0 is the clock of the inputs, the others are the kernels' results.
static llvm::DenseMap<Operation *, int32_t> numberRings(NetworkOp planned) {
  llvm::DenseMap<Operation *, int32_t> rings;
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>())
    rings[kernel] = rings.size() + 1;
  return rings;
}

/// Bytes from a slot's start to the frame's address.
static uint64_t getOriginBytes(Value frame) {
  return getFrameLayout(frame).origin * sizeof(float);
}

static void collectRings(NetworkOp planned, NetworkLayout &layout) {
  RingLayout input;
  input.name = "input";
  layout.rings.push_back(input);
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>()) {
    RingLayout ring;
    ring.name = kernel.getLayers();
    ring.period = kernel.getClock()->getPeriod();
    ring.warmUp = kernel.getClock()->getWarmUp();
    if (!isCallers(kernel.getResult())) {
      BufferAttr buffer = *kernel.getBuffer();
      ring.offset = buffer.getOffset() + getOriginBytes(kernel.getResult());
      ring.slotBytes = buffer.getSlotBytes();
      ring.slots = buffer.getSlots();
    }
    layout.rings.push_back(ring);
  }
}

static void collectFills(NetworkOp planned, NetworkLayout &layout) {
  if (ArrayAttr fills = planned.getFillsAttr())
    for (auto fill : fills.getAsRange<FillAttr>())
      layout.fills.push_back(
          {static_cast<uint64_t>(fill.getOffset()),
           static_cast<uint64_t>(fill.getBytes()),
           static_cast<float>(fill.getValue().getValueAsDouble())});
}

static uint64_t findFill(const NetworkLayout &layout, float value) {
  for (const FillLayout &fill : layout.fills)
    if (fill.value == value)
      return fill.offset;
  return 0;
}

static OperandLayout
collectOperand(KernelOp kernel, unsigned index,
               const llvm::DenseMap<Operation *, int32_t> &rings,
               const NetworkLayout &layout) {
  Value frame = kernel.getFrames()[index];
  StreamGeometry geometry = kernel.getStreamGeometry(index);
  OperandLayout operand;
  auto input = dyn_cast<BlockArgument>(frame);
  operand.ring =
      input ? -1 - int32_t(input.getArgNumber()) : rings.at(getMaker(frame));
  operand.taps = geometry.getTaps();
  operand.first = geometry.getFirst();
  operand.stride = geometry.stride;
  operand.dilation = geometry.dilation;
  operand.paddingOffset =
      kernel.repeatsEdges(index)
          ? COCC_REPEATED_EDGES
          : findFill(layout, kernel.getPaddingValue(index)) +
                getOriginBytes(frame);
  operand.receptiveField = geometry.receptiveField;
  operand.padAfter = geometry.padAfter;
  return operand;
}

/// The last frame of the kernel's own result.
static OperandLayout
collectMemory(KernelOp kernel,
              const llvm::DenseMap<Operation *, int32_t> &rings,
              const NetworkLayout &layout) {
  OperandLayout operand;
  operand.ring = rings.at(kernel);
  operand.first = -1;
  operand.paddingOffset =
      findFill(layout, 0.0f) + getOriginBytes(kernel.getResult());
  return operand;
}

/// Bytes of the frames that a kernel reads and writes, and of its weights.
static int64_t countBytes(KernelOp kernel) {
  int64_t elements = kernel.getResult().getType().getNumElements();
  elements += 2 * kernel.getMemoryChannels();
  for (auto [i, frame] : llvm::enumerate(kernel.getFrames()))
    elements += cast<RankedTensorType>(frame.getType()).getNumElements() *
                kernel.getStreamGeometry(i).getTaps();
  for (Value weight : kernel.getWeights())
    elements += cast<RankedTensorType>(weight.getType()).getNumElements();
  return elements * sizeof(float);
}

/// The output that `result` leaves by, or -1.
static int32_t findOutput(Value result) {
  for (OpOperand &use : result.getUses())
    if (isa<OutputOp>(use.getOwner()))
      return use.getOperandNumber();
  return -1;
}

static void collectKernels(NetworkOp planned, NetworkLayout &layout) {
  auto rings = numberRings(planned);
  for (KernelOp op : planned.getBody().getOps<KernelOp>()) {
    KernelLayout kernel;
    kernel.name = op.getLayers();
    for (unsigned i = 0; i < op.getFrames().size(); ++i)
      kernel.operands.push_back(collectOperand(op, i, rings, layout));
    if (op.getMemoryChannels() > 0)
      kernel.operands.push_back(collectMemory(op, rings, layout));
    kernel.result = rings.at(op);
    kernel.output = findOutput(op.getResult());
    kernel.macs = op.getMacs();
    kernel.bytes = countBytes(op);
    layout.kernels.push_back(std::move(kernel));
  }
}

/// The kernels of each step modulo the clocks' common period.
static void collectPhases(NetworkLayout &layout) {
  int64_t period = 1;
  for (const RingLayout &ring : layout.rings)
    period = std::lcm(period, ring.period);
  layout.phases.resize(period);
  for (int64_t phase = 0; phase < period; ++phase)
    for (auto [i, kernel] : llvm::enumerate(layout.kernels)) {
      const RingLayout &ring = layout.rings[kernel.result];
      if ((phase - ring.warmUp) % ring.period == 0)
        layout.phases[phase].push_back(i);
    }
}

/// The step from which on every kernel runs and every tap reads a frame of the
/// clip.
static int64_t findSteadyStep(const NetworkLayout &layout) {
  int64_t steady = 0;
  for (const KernelLayout &kernel : layout.kernels) {
    const RingLayout &result = layout.rings[kernel.result];
    steady = std::max(steady, result.warmUp - result.period + 1);
    for (const OperandLayout &operand : kernel.operands) {
      // The last frame of the result that sees padding before the clip.
      int64_t last = llvm::divideCeil(std::max<int64_t>(-operand.first, 0),
                                      operand.stride) -
                     1;
      steady = std::max(steady, result.warmUp + last * result.period + 1);
    }
  }
  return steady;
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

/// Frames of `output` for a clip of `frames` frames, with the flush.
static int64_t countFrames(NetworkOp planned, Value output, int64_t frames) {
  llvm::DenseMap<Value, int64_t> counts;
  for (Value input : planned.getInputs())
    counts[input] = frames;
  for (Operation &op : planned.getBody().front()) {
    auto stream = dyn_cast<StreamInterface>(op);
    if (!stream)
      continue;
    int64_t count = INT64_MAX;
    for (unsigned i = 0; i < stream.getNumStreamOperands(); ++i)
      count = std::min(count, stream.getStreamGeometry(i).getFrames(
                                  counts.lookup(op.getOperand(i))));
    counts[op.getResult(0)] = count;
  }
  return counts.lookup(output);
}

/// The most frames that a flush can return, over clips of all lengths. They are
/// most for a clip that ends just before a step with an output; once a clip was
/// long enough for one, longer ones differ by their phase alone.
static int64_t findFlushFrames(NetworkOp planned, Value output,
                               const StreamFacts &facts) {
  int64_t afterFirst =
      countFrames(planned, output, facts.warmUp + facts.stride) - 1;
  if (facts.warmUp == 0)
    return afterFirst;
  return std::max(afterFirst, countFrames(planned, output, facts.warmUp));
}

static InputLayout collectInput(NetworkOp planned, unsigned index) {
  InputFrame frame = getInputFrame(planned, index);
  return {planned.getInputName(index).str(),
          {frame.shape.begin(), frame.shape.end()},
          frame.type.str(),
          frame.limit,
          frame.offset};
}

static void collectBoundary(NetworkOp planned, NetworkLayout &layout) {
  for (BlockArgument input : planned.getInputs())
    layout.inputs.push_back(collectInput(planned, input.getArgNumber()));
  StreamPositions positions = computePositions(planned);
  for (auto [i, frame] : llvm::enumerate(planned.getOutput().getFrames())) {
    StreamFacts facts = getFacts(positions.lookup(frame));
    layout.outputs.push_back({planned.getOutputName(i).str(), getShape(frame),
                              facts, findFlushFrames(planned, frame, facts)});
  }
}

/// What the kernels do, which may be less than the layers as they were written.
static void addTotals(NetworkLayout &layout) {
  for (const LayerReport &layer : layout.layers)
    layout.parameters += layer.parameters;
  double macs = 0;
  for (const KernelLayout &kernel : layout.kernels)
    macs +=
        static_cast<double>(kernel.macs) / layout.rings[kernel.result].period;
  layout.macsPerStep = static_cast<int64_t>(std::ceil(macs));
}

NetworkLayout cocc::collectPlan(NetworkOp planned,
                                std::vector<LayerReport> layers) {
  NetworkLayout layout;
  layout.name = planned.getSymName();
  collectBoundary(planned, layout);
  layout.delayBytesSaved = planned.getDelayBytesSaved().value_or(0);
  layout.stateBytes = *planned.getStateBytes();
  layout.limitsOffset = sizeof(cocc_state);
  collectRings(planned, layout);
  collectFills(planned, layout);
  collectKernels(planned, layout);
  collectPhases(layout);
  layout.steadyStep = findSteadyStep(layout);
  chargeState(planned, layers);
  layout.layers = std::move(layers);
  addTotals(layout);
  return layout;
}

LogicalResult cocc::addCode(NetworkOp planned, CompiledKernels compiled,
                            NetworkLayout &layout) {
  auto kernels = planned.getBody().getOps<KernelOp>();
  for (auto [op, kernel] : llvm::zip_equal(kernels, layout.kernels)) {
    kernel.function = compiled.functionOf.lookup(op);
    const auto &packers = compiled.functions[kernel.function].packers;
    for (auto [weight, pack] : llvm::zip_equal(op.getWeights(), packers)) {
      auto constant = weight.getDefiningOp<WeightOp>();
      ArrayRef<float> values = getWeightValues(constant);
      if (values.empty())
        return failure();
      kernel.weights.push_back(layout.constants.size());
      layout.constants.push_back({constant.getName().str(), pack(values)});
    }
  }
  for (CompiledFunction &function : compiled.functions)
    layout.functions.push_back(std::move(function.layout));
  return success();
}
