//===- CollectTables.cpp --------------------------------------------------===//

#include "cocc/table.h"
#include "compiler/codegen/CollectParts.h"
#include "compiler/codegen/FrameLayout.h"
#include "llvm/Support/MathExtras.h"
#include <set>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// The first rings are the clocks of the inputs, the others are the kernels'
/// results.
static llvm::DenseMap<Operation *, int32_t> numberRings(NetworkOp planned) {
  llvm::DenseMap<Operation *, int32_t> rings;
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>())
    rings[kernel] = planned.getNumArguments() + rings.size();
  return rings;
}

/// Bytes from a slot's start to the frame's address.
static uint64_t getOriginBytes(Value frame) {
  return getFrameLayout(frame).origin * sizeof(float);
}

static void collectRings(NetworkOp planned, NetworkLayout &layout) {
  StreamPositions positions(planned);
  for (BlockArgument frame : planned.getInputs()) {
    RingLayout input;
    input.name = planned.getInputName(frame.getArgNumber());
    input.period = positions.getClock(frame).period;
    layout.rings.push_back(input);
  }
  for (KernelOp kernel : planned.getBody().getOps<KernelOp>()) {
    RingLayout ring;
    ring.name = kernel.getLayers();
    ring.period = kernel.getClock()->getPeriod();
    ring.warmUp = kernel.getClock()->getWarmUp();
    if (isCallers(kernel.getResult())) {
      ring.slotBytes =
          kernel.getResult().getType().getNumElements() * sizeof(float);
    } else {
      BufferAttr buffer = *kernel.getBuffer();
      ring.offset = buffer.getOffset() + getOriginBytes(kernel.getResult());
      ring.slotBytes = buffer.getSlotBytes();
      ring.slots = buffer.getSlots();
      ring.shift = kernel.getRun() ? kernel.getRun()->getShift() : 0;
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

namespace {
/// Collects what the step loop knows of each kernel.
class KernelCollector {
public:
  KernelCollector(NetworkOp planned, NetworkLayout &layout)
      : planned(planned), layout(layout), rings(numberRings(planned)),
        order(planned) {}

  void run();

private:
  /// The ring that a kernel reads; of a caller's frame, the input's clock.
  int32_t getRing(Value frame);
  OperandLayout getOperand(KernelOp kernel, unsigned index, int64_t phase);
  OperandLayout getMemory(KernelOp kernel);
  FunctionLayout getFunction(KernelOp kernel, int64_t phase);
  KernelLayout getKernel(KernelOp kernel);
  void addGroup(const StreamGroup &group);

  NetworkOp planned;
  NetworkLayout &layout;
  llvm::DenseMap<Operation *, int32_t> rings;
  StreamOrder order;
};
} // namespace

int32_t KernelCollector::getRing(Value frame) {
  auto input = dyn_cast<BlockArgument>(frame);
  return input ? input.getArgNumber() : rings.at(getMaker(frame));
}

OperandLayout KernelCollector::getOperand(KernelOp kernel, unsigned index,
                                          int64_t phase) {
  Value frame = kernel.getFrames()[index];
  PhaseWindow window = getPhaseWindow(kernel.getStreamGeometry(index),
                                      kernel.getPhases(), phase);
  OperandLayout operand;
  auto input = dyn_cast<BlockArgument>(frame);
  operand.ring = input ? -1 - int32_t(input.getArgNumber()) : getRing(frame);
  operand.taps = window.taps;
  operand.first = window.first;
  operand.stride = window.stride;
  operand.dilation = window.dilation;
  operand.paddingOffset =
      kernel.repeatsEdges(index)
          ? COCC_REPEATED_EDGES
          : findFill(layout, kernel.getPaddingValue(index)) +
                getOriginBytes(frame);
  return operand;
}

/// The last frame of the kernel's own result.
OperandLayout KernelCollector::getMemory(KernelOp kernel) {
  OperandLayout operand;
  operand.ring = rings.at(kernel);
  operand.first = -1;
  operand.paddingOffset =
      findFill(layout, 0.0f) + getOriginBytes(kernel.getResult());
  return operand;
}

FunctionLayout KernelCollector::getFunction(KernelOp kernel, int64_t phase) {
  FunctionLayout function;
  for (unsigned i = 0; i < kernel.getFrames().size(); ++i)
    function.operands.push_back(getOperand(kernel, i, phase));
  if (kernel.getMemoryChannels() > 0)
    function.operands.push_back(getMemory(kernel));
  return function;
}

/// How many frames of operand `index` a kernel reads that makes `frames`.
static int64_t countRead(KernelOp kernel, unsigned index, int64_t frames) {
  std::set<int64_t> read;
  int64_t phases = kernel.getPhases();
  for (int64_t made = 0; made < frames; ++made) {
    PhaseWindow window =
        getPhaseWindow(kernel.getStreamGeometry(index), phases, made % phases);
    for (int64_t tap = 0; tap < window.taps; ++tap)
      read.insert(made / phases * window.stride + window.first +
                  tap * window.dilation);
  }
  return read.size();
}

static int64_t countElements(Value value) {
  return cast<RankedTensorType>(value.getType()).getNumElements();
}

/// Bytes of a kernel's weights and of the frames that it reads and writes to
/// make `frames`, each counted once.
static int64_t countBytes(KernelOp kernel, int64_t frames) {
  int64_t elements = frames * countElements(kernel.getResult());
  elements += 2 * frames * kernel.getMemoryChannels();
  for (auto [i, frame] : llvm::enumerate(kernel.getFrames()))
    elements += countElements(frame) * countRead(kernel, i, frames);
  for (Value weight : kernel.getWeights())
    elements += countElements(weight);
  return elements * sizeof(float);
}

/// The output that `result` leaves by, or -1.
static int32_t findOutput(Value result) {
  for (OpOperand &use : result.getUses())
    if (isa<OutputOp>(use.getOwner()))
      return use.getOperandNumber();
  return -1;
}

KernelLayout KernelCollector::getKernel(KernelOp op) {
  KernelLayout kernel;
  kernel.name = op.getLayers();
  for (int64_t phase = 0; phase < op.getPhases(); ++phase)
    kernel.functions.push_back(getFunction(op, phase));
  kernel.result = rings.at(op);
  kernel.output = findOutput(op.getResult());
  kernel.several = op.getRunFrames();
  kernel.macs = op.getMacs();
  kernel.bytes = countBytes(
      op, llvm::divideCeil(layout.ticksPerFrame * layout.framesPerStep,
                           op.getClock()->getPeriod()));
  return kernel;
}

/// All that is on a loop ends with the shortest of what the loop reads.
void KernelCollector::addGroup(const StreamGroup &group) {
  std::vector<ExtentLayout> extents;
  for (OpOperand *entry : order.getEntries(group))
    if (auto kernel = dyn_cast<KernelOp>(entry->getOwner()))
      extents.push_back(
          getExtent(kernel.getStreamGeometry(entry->getOperandNumber()),
                    getRing(entry->get())));
  std::vector<KernelLayout> kernels;
  for (StreamInterface op : group)
    if (auto kernel = dyn_cast<KernelOp>(op.getOperation()))
      kernels.push_back(getKernel(kernel));
  for (KernelLayout &kernel : kernels)
    kernel.extents = extents;
  if (!kernels.empty())
    kernels.front().inTurn = kernels.size() - 1;
  llvm::append_range(layout.kernels, std::move(kernels));
}

void KernelCollector::run() {
  for (const StreamGroup &group : order.getGroups())
    addGroup(group);
}

void cocc::collectTables(NetworkOp planned, NetworkLayout &layout) {
  collectRings(planned, layout);
  collectFills(planned, layout);
  KernelCollector(planned, layout).run();
}
