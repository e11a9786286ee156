//===- PlanState.cpp ------------------------------------------------------===//

#include "cocc/table.h"
#include "compiler/analysis/AllocationPlanner.h"
#include "compiler/passes/Passes.h"
#include "compiler/passes/ValuePlan.h"
#include "dialect/InputFrames.h"
#include "dialect/StreamPositions.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/DebugLog.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

#define DEBUG_TYPE "continual-plan-state"

namespace cocc {
#define GEN_PASS_DEF_PLANSTATE
#include "compiler/passes/Passes.h.inc"
} // namespace cocc

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// The state's header, and one limit for each value, in cocc/table.h's terms.
static constexpr uint64_t headerBytes = sizeof(cocc_state);
static constexpr uint64_t limitBytes = sizeof(int64_t);

//===----------------------------------------------------------------------===//
// The state
//===----------------------------------------------------------------------===//

namespace {
class StatePlan {
public:
  StatePlan(NetworkOp network, int64_t vectorWidth);

  /// Fails, with an error, where the caller's frames would have to be kept.
  LogicalResult checkBoundary();
  /// Fails, with an error, where the steps repeat so late that no table can
  /// list them.
  LogicalResult checkPhases();
  /// Fails, with an error, where the state is too large to be addressed.
  LogicalResult place();
  void writeAttributes();
  void reportStatistics();

private:
  void findLoops(const StreamOrder &order);
  /// As many frames as steps may be asked to take.
  static constexpr int64_t mostBlock = 1 << 20;

  /// Steps of a multiple of so many frames have one phase.
  int64_t findBlock();
  void needFill(float padding, const ValuePlan &value);
  void placeInputs();
  void placeFills();
  void placePersistent();
  /// The kernels that make a value and read it last. A loop makes one frame of
  /// all its values after the other, so what it reads lasts as long as it does.
  std::pair<unsigned, unsigned> findLife(const ValuePlan &value) const;
  void placeScratch();
  uint64_t reserve(uint64_t bytes);

  NetworkOp network;
  StreamPositions positions;
  std::vector<ValuePlan> values;
  llvm::DenseMap<Operation *, unsigned> numbers;
  /// The first and the last kernel of the loop that a kernel is on.
  llvm::DenseMap<Operation *, std::pair<unsigned, unsigned>> loops;
  /// Padding values by their bits, with offset and size of their block.
  struct Fill {
    float value;
    uint64_t offset = 0;
    uint64_t bytes = 0;
  };
  llvm::MapVector<uint32_t, Fill> fills;
  uint64_t total = 0;
  uint64_t keptOffset = 0;
  uint64_t persistentBytes = 0;
  /// 0 where no frame lies before the first of the input.
  uint64_t freshOffset = 0;
  uint64_t scratchBytes = 0;
  uint64_t bytesShared = 0;
};
} // namespace

StatePlan::StatePlan(NetworkOp network, int64_t vectorWidth)
    : network(network), positions(network) {
  StreamOrder order(network);
  for (KernelOp kernel : network.getBody().getOps<KernelOp>()) {
    numbers[kernel] = values.size();
    values.push_back(planValue(kernel, order.isOnLoop(kernel.getOperation()),
                               positions, vectorWidth));
  }
  findLoops(order);
}

void StatePlan::findLoops(const StreamOrder &order) {
  for (const StreamGroup &group : order.getGroups()) {
    SmallVector<unsigned> members;
    for (StreamInterface op : group)
      if (order.isOnLoop(op) && numbers.contains(op))
        members.push_back(numbers.lookup(op));
    for (unsigned member : members)
      loops[values[member].kernel] = {*llvm::min_element(members),
                                      *llvm::max_element(members)};
  }
}

LogicalResult StatePlan::checkBoundary() {
  auto refuse = [](Operation *op) {
    return op->emitError("keeps or shares a frame that is the caller's; run "
                         "continual-convert-boundary first");
  };
  for (Value frame : network.getOutput().getFrames())
    if (!frame.getDefiningOp<KernelOp>())
      return refuse(network.getOutput());
  for (RingOp ring : network.getBody().getOps<RingOp>())
    if (!ring.getInput().getDefiningOp<KernelOp>())
      return refuse(ring);
  for (const ValuePlan &value : values)
    if (value.toCaller && (value.ring || !value.readers.empty()))
      return refuse(value.kernel);
  return success();
}

/// The least common multiple, or more than `most`.
static int64_t lcmUpTo(int64_t most, int64_t a, int64_t b) {
  return a > most || b > most ? most + 1 : std::lcm(a, b);
}

LogicalResult StatePlan::checkPhases() {
  constexpr int64_t most = 1 << 16;
  const Schedule &schedule = positions.getSchedule();
  if (schedule.ticksPerFrame > most)
    return network.emitError("network @")
           << network.getSymName()
           << " makes frames at so many different times that one of the input "
              "has more than "
           << most << " ticks; choose factors and strides with common ones";
  int64_t phases = 1;
  for (const ValuePlan &value : values) {
    KernelOp kernel = value.kernel;
    int64_t period = positions.getClock(kernel.getResult()).period;
    phases = lcmUpTo(most, phases, period / schedule.getGrid(period));
    if (phases <= most)
      continue;
    int64_t block = findBlock();
    return kernel.emitError("kernel '")
           << kernel.getLayers() << "' makes "
           << showRate(positions.lookup(kernel.getResult()))
           << ", so that the network's steps repeat only after more than "
           << most
           << (block > mostBlock
                   ? "; choose strides with a smaller product"
                   : "; choose strides with a smaller product, or steps of a "
                     "multiple of " +
                         std::to_string(block) + " frames");
  }
  return success();
}

int64_t StatePlan::findBlock() {
  int64_t block = 1, ticks = positions.getSchedule().ticksPerFrame;
  for (ValuePlan &value : values) {
    int64_t period = positions.getClock(value.kernel.getResult()).period;
    block = lcmUpTo(mostBlock, block, period / std::gcd(ticks, period));
  }
  return block;
}

uint64_t StatePlan::reserve(uint64_t bytes) {
  uint64_t offset = total;
  bytes = std::min(bytes, UINT64_MAX - stateAlignment);
  total = llvm::SaturatingAdd(total, llvm::alignTo(bytes, stateAlignment));
  return offset;
}

/// Room for the inputs of integers, which a step brings into float32.
void StatePlan::placeInputs() {
  for (unsigned index = 0; index < network.getNumArguments(); ++index) {
    InputFrame frame = getInputFrame(network, index);
    if (!frame.isWhole())
      continue;
    uint64_t elements = 1;
    for (int64_t extent : frame.shape)
      elements *= extent;
    int64_t frames = frame.rate.of(network.getStepFrames());
    frame.offset = reserve(elements * frames * sizeof(float));
    setInputFrame(network, index, frame);
  }
}

void StatePlan::needFill(float padding, const ValuePlan &value) {
  Fill &fill = fills[llvm::bit_cast<uint32_t>(padding)];
  fill.value = padding;
  fill.bytes = std::max(fill.bytes, value.slotBytes);
}

void StatePlan::placeFills() {
  for (const ValuePlan &value : values) {
    if (value.isRemembered())
      needFill(0.0f, value);
    for (auto [reader, operand] : value.readers) {
      StreamGeometry geometry = KernelOp(reader).getStreamGeometry(operand);
      bool isPadded = geometry.padBefore > 0 || geometry.padAfter > 0;
      if (isPadded && !KernelOp(reader).repeatsEdges(operand))
        needFill(KernelOp(reader).getPaddingValue(operand), value);
    }
  }
  for (auto &[bits, fill] : fills)
    fill.offset = reserve(fill.bytes);
}

void StatePlan::placePersistent() {
  keptOffset = total;
  for (ValuePlan &value : values)
    if (value.isPersistent())
      value.offset = reserve(value.getBytes());
  persistentBytes = total - keptOffset;
  bool beginsBefore = llvm::any_of(values, [&](ValuePlan &value) {
    return positions.getClock(value.kernel.getResult()).warmUp < 0;
  });
  if (beginsBefore)
    freshOffset = reserve(persistentBytes);
}

std::pair<unsigned, unsigned>
StatePlan::findLife(const ValuePlan &value) const {
  auto getTurn = [&](Operation *kernel) {
    unsigned number = numbers.lookup(kernel);
    auto loop = loops.find(kernel);
    return loop == loops.end() ? std::pair(number, number) : loop->second;
  };
  std::pair<unsigned, unsigned> life = getTurn(value.kernel);
  for (auto [reader, operand] : value.readers)
    life.second = std::max(life.second, getTurn(reader).second);
  return life;
}

void StatePlan::placeScratch() {
  AllocationPlanner planner(stateAlignment);
  SmallVector<std::pair<ValuePlan *, unsigned>> blocks;
  for (ValuePlan &value : values) {
    if (value.isPersistent() || value.toCaller)
      continue;
    auto [first, last] = findLife(value);
    blocks.push_back({&value, planner.addBlock(value.getBytes(), first, last)});
  }
  planner.commit();
  scratchBytes = planner.getTotal();
  bytesShared = planner.getUnshared() - scratchBytes;
  uint64_t start = reserve(scratchBytes);
  for (auto [value, block] : blocks)
    value->offset = start + planner.getOffset(block);
}

LogicalResult StatePlan::place() {
  reserve(headerBytes);
  reserve(limitBytes * (network.getNumArguments() + values.size()));
  placeInputs();
  placeFills();
  placePersistent();
  // Kernels get the place of a frame in the state as an int32 of floats, and
  // need room to reckon with it.
  constexpr uint64_t mostBytes = (uint64_t(1) << 30) * sizeof(float);
  for (const ValuePlan &value : values)
    if (value.slotBytes > mostBytes)
      return KernelOp(value.kernel).emitError("kernel '")
             << KernelOp(value.kernel).getLayers()
             << "' makes frames of more than " << mostBytes << " bytes";
  placeScratch();
  if (total > mostBytes)
    return network.emitError("network @")
           << network.getSymName() << " needs more than " << mostBytes
           << " bytes of state, the most that a step can address";
  return success();
}

static BufferAttr describeBuffer(const ValuePlan &value) {
  auto type = cast<RankedTensorType>(value.kernel->getResult(0).getType());
  size_t axes = type.getRank() - 2;
  return BufferAttr::get(type.getContext(), value.offset, value.getSlots(),
                         value.slotBytes, value.pitch,
                         ArrayRef<int64_t>(value.halo.before).take_front(axes),
                         ArrayRef<int64_t>(value.halo.after).take_front(axes));
}

void StatePlan::writeAttributes() {
  Builder builder(network.getContext());
  for (ValuePlan &value : values) {
    Clock clock = positions.getClock(value.kernel.getResult());
    value.kernel.setClockAttr(
        ClockAttr::get(builder.getContext(), clock.period, clock.warmUp));
    value.kernel.setBufferAttr(describeBuffer(value));
    if (value.runFrames > 1)
      value.kernel.setRunAttr(
          RunAttr::get(builder.getContext(), value.runFrames, value.shift));
    LDBG() << value.kernel.getLayers() << ": " << value.getSlots()
           << " slots at " << value.offset;
  }
  SmallVector<Attribute> blocks;
  for (const auto &[bits, fill] : fills)
    blocks.push_back(FillAttr::get(builder.getContext(), fill.offset,
                                   fill.bytes,
                                   builder.getF32FloatAttr(fill.value)));
  network.setFillsAttr(builder.getArrayAttr(blocks));
  network.setStateBytes(total);
  network.setTicksPerFrame(positions.getSchedule().ticksPerFrame);
  network.setKeptAttr(KeptAttr::get(builder.getContext(), keptOffset,
                                    persistentBytes, freshOffset));
}

void StatePlan::reportStatistics() {
  reportStatistic(network, DEBUG_TYPE, "persistent_bytes", persistentBytes);
  reportStatistic(network, DEBUG_TYPE, "scratch_bytes", scratchBytes);
  reportStatistic(network, DEBUG_TYPE, "bytes_shared", bytesShared);
}

namespace {
struct PlanState : public cocc::impl::PlanStateBase<PlanState> {
  using PlanStateBase::PlanStateBase;

  void runOnOperation() override {
    if (failed(requireBalanced(getOperation())))
      return signalPassFailure();
    StatePlan plan(getOperation(), vectorWidth);
    if (failed(plan.checkBoundary()) || failed(plan.checkPhases()) ||
        failed(plan.place()))
      return signalPassFailure();
    plan.writeAttributes();
    plan.reportStatistics();
  }
};
} // namespace
