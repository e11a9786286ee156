//===- ValuePlan.cpp ------------------------------------------------------===//

#include "compiler/passes/ValuePlan.h"
#include "compiler/passes/FrameRuns.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

bool ValuePlan::isRemembered() const {
  return KernelOp(kernel).getMemoryChannels() > 0;
}

bool ValuePlan::isRepeated() const {
  return llvm::any_of(readers, [](auto reader) {
    KernelOp kernel = reader.first;
    return kernel.repeatsEdges(reader.second) &&
           kernel.getStreamGeometry(reader.second).padAfter > 0;
  });
}

bool ValuePlan::isPersistent() const {
  return ring || halo != Halo() || isRemembered() || isRepeated();
}

int64_t ValuePlan::getSlots() const {
  int64_t slots = ring ? int64_t(RingOp(ring).getSlots()) : 1;
  // A step that is not counted must leave the last frame as it is.
  bool isReadAgain = isRemembered() || isRepeated();
  slots = std::max(slots, framesPerStep + isReadAgain);
  return toCaller ? 0 : llvm::alignTo(slots, slotsTogether);
}

uint64_t ValuePlan::getBytes() const {
  return llvm::SaturatingMultiply<uint64_t>(slotBytes, getSlots());
}

static void collectReaders(Value value, ValuePlan &plan) {
  for (OpOperand &use : value.getUses()) {
    if (auto reader = dyn_cast<KernelOp>(use.getOwner()))
      plan.readers.push_back({reader, use.getOperandNumber()});
    else if (isa<OutputOp>(use.getOwner()))
      plan.toCaller = true;
  }
}

static Halo findHalo(const ValuePlan &plan) {
  Halo halo;
  for (auto [reader, operand] : plan.readers) {
    Halo other = reader.getHalo(operand);
    for (unsigned axis = 0; axis < halo.before.size(); ++axis) {
      halo.before[axis] = std::max(halo.before[axis], other.before[axis]);
      halo.after[axis] = std::max(halo.after[axis], other.after[axis]);
    }
  }
  return halo;
}

/// Floats from one pixel to the next: whole vectors, unless that would more
/// than double the frame.
static int64_t getPitch(int64_t channels, int64_t vectorWidth) {
  return 2 * channels <= vectorWidth ? channels
                                     : llvm::alignTo(channels, vectorWidth);
}

static uint64_t getSlotBytes(ArrayRef<int64_t> shape, const Halo &halo,
                             int64_t pitch) {
  uint64_t floats = llvm::SaturatingMultiply<uint64_t>(shape[0], pitch);
  for (auto [axis, extent] : llvm::enumerate(shape.drop_front(2)))
    floats = llvm::SaturatingMultiply<uint64_t>(
        floats, halo.before[axis] + extent + halo.after[axis]);
  uint64_t bytes = llvm::SaturatingMultiply<uint64_t>(floats, sizeof(float));
  return std::min(bytes, UINT64_MAX - stateAlignment);
}

static int64_t floorMod(int64_t value, int64_t divisor) {
  return value - llvm::divideFloorSigned(value, divisor) * divisor;
}

/// How many frames a call makes, and how they come to lie one behind the other:
/// in a step that always makes equally many, each call begins in a slot whose
/// number is a multiple of them.
static void planRun(ValuePlan &plan, const Schedule &schedule,
                    const Clock &clock) {
  int64_t ticks = schedule.getStepTicks();
  plan.runFrames = chooseRunFrames(plan.kernel, ticks / clock.period);
  if (plan.runFrames == 1 || plan.toCaller || ticks % clock.period != 0)
    return;
  int64_t ofCalls = plan.runFrames * plan.kernel.getPhases();
  plan.slotsTogether =
      plan.framesPerStep % ofCalls == 0 ? ofCalls : plan.framesPerStep;
  plan.shift = floorMod(llvm::divideFloorSigned(clock.warmUp, clock.period),
                        plan.getSlots());
}

ValuePlan cocc::planValue(KernelOp kernel, bool isOnLoop,
                          const StreamPositions &positions,
                          int64_t vectorWidth) {
  ValuePlan plan;
  plan.kernel = kernel;
  collectReaders(kernel.getResult(), plan);
  for (Operation *user : kernel.getResult().getUsers())
    if (auto ring = dyn_cast<RingOp>(user)) {
      plan.ring = ring;
      collectReaders(ring.getResult(), plan);
    }
  const Schedule &schedule = positions.getSchedule();
  Clock clock = positions.getClock(kernel.getResult());
  plan.framesPerStep = llvm::divideCeil(schedule.getStepTicks(), clock.period);
  if (!isOnLoop)
    planRun(plan, schedule, clock);
  if (plan.toCaller)
    return plan;
  ArrayRef<int64_t> shape = kernel.getResult().getType().getShape();
  plan.halo = findHalo(plan);
  plan.pitch =
      getPitch(std::max(shape[1], kernel.getMemoryChannels()), vectorWidth);
  plan.slotBytes =
      llvm::alignTo(getSlotBytes(shape, plan.halo, plan.pitch), stateAlignment);
  return plan;
}
