//===- ValuePlan.h - What is planned of one value -------------------------===//

#ifndef COCC_COMPILER_PASSES_VALUEPLAN_H
#define COCC_COMPILER_PASSES_VALUEPLAN_H

#include "dialect/NetworkOps.h"
#include "dialect/StreamPositions.h"

namespace cocc {

/// Of all parts of the state: a cache line, and the widest vector.
inline constexpr uint64_t stateAlignment = 64;

/// The result of a kernel, and what its readers need.
struct ValuePlan {
  continual::KernelOp kernel;
  /// Null where only frames of the same step are read.
  continual::RingOp ring;
  bool toCaller = false;
  /// The most frames of it that a step makes.
  int64_t framesPerStep = 1;
  /// Those of a phase that a call of its kernel makes, and where frame 0 lies.
  int64_t runFrames = 1;
  int64_t shift = 0;
  /// Slots are a multiple of these, so that those of a call lie one behind the
  /// other.
  int64_t slotsTogether = 1;
  /// The kernels that read it, and as which operand.
  llvm::SmallVector<std::pair<continual::KernelOp, unsigned>> readers;
  continual::Halo halo;
  int64_t pitch = 1;
  uint64_t slotBytes = 0;
  uint64_t offset = 0;

  /// Its kernel reads its last frame.
  bool isRemembered() const;
  int64_t getSlots() const;
  uint64_t getBytes() const;
  /// Whether the value, or the zeros around it, must outlive the step.
  bool isPersistent() const;
  /// Its last frame is read again and again once the clip has ended.
  bool isRepeated() const;
};

/// All but the offset. Frames of what is on a loop are made one by one.
ValuePlan planValue(continual::KernelOp kernel, bool isOnLoop,
                    const continual::StreamPositions &positions,
                    int64_t vectorWidth);

} // namespace cocc

#endif // COCC_COMPILER_PASSES_VALUEPLAN_H
