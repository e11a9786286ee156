//===- CollectSteps.cpp ---------------------------------------------------===//

#include "compiler/codegen/CollectParts.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace cocc;
using namespace cocc::continual;

namespace {
/// Which kernels run when.
class StepCollector {
public:
  explicit StepCollector(NetworkLayout &layout)
      : layout(layout), schedule{layout.ticksPerFrame, layout.framesPerStep} {}

  void run();

private:
  int64_t countPhases() const;
  std::vector<RunLayout> getRuns(int64_t phase) const;
  int64_t getStep(int64_t tick) const {
    return llvm::divideFloorSigned(tick, schedule.getStepTicks());
  }
  int64_t findFirstStep() const;
  int64_t findSteadyStep() const;

  NetworkLayout &layout;
  Schedule schedule;
};
} // namespace

int64_t StepCollector::countPhases() const {
  int64_t phases = 1;
  for (const RingLayout &ring : layout.rings)
    phases = std::lcm(phases, ring.period / schedule.getGrid(ring.period));
  return phases;
}

/// The frames of a ring that lie before a tick, were there frames at all times.
static int64_t countBefore(const RingLayout &ring, int64_t tick) {
  return llvm::divideCeilSigned(tick - ring.warmUp, ring.period);
}

std::vector<RunLayout> StepCollector::getRuns(int64_t phase) const {
  std::vector<RunLayout> runs;
  int64_t tick = phase * schedule.getStepTicks();
  for (auto [i, kernel] : llvm::enumerate(layout.kernels)) {
    const RingLayout &ring = layout.rings[kernel.result];
    int64_t frames = countBefore(ring, tick + schedule.getStepTicks()) -
                     countBefore(ring, tick);
    if (frames > 0)
      runs.push_back({static_cast<int32_t>(i), static_cast<int32_t>(frames)});
  }
  return runs;
}

int64_t StepCollector::findFirstStep() const {
  int64_t first = 0;
  for (const RingLayout &ring : layout.rings)
    first = std::min(first, getStep(ring.warmUp));
  return first;
}

/// The step from which on every kernel runs and every tap reads a frame of the
/// clip.
int64_t StepCollector::findSteadyStep() const {
  int64_t steady = 0;
  for (const KernelLayout &kernel : layout.kernels) {
    const RingLayout &result = layout.rings[kernel.result];
    // Behind the tick where a frame would lie before frame 0.
    steady = std::max(steady, getStep(result.warmUp - result.period) + 1);
    int64_t phases = kernel.functions.size();
    for (auto [phase, function] : llvm::enumerate(kernel.functions))
      for (const OperandLayout &operand : function.operands) {
        // The last frame of the phase that sees padding before the clip.
        int64_t padded = llvm::divideCeilSigned(-operand.first, operand.stride);
        int64_t last = (padded - 1) * phases + phase;
        if (padded > 0)
          steady = std::max(steady,
                            getStep(result.warmUp + last * result.period) + 1);
      }
    if (kernel.output >= 0 && result.warmUp < 0)
      steady = std::max<int64_t>(steady, 1);
  }
  return steady;
}

void StepCollector::run() {
  int64_t phases = countPhases();
  for (int64_t phase = 0; phase < phases; ++phase)
    layout.phases.push_back(getRuns(phase));
  layout.firstStep = findFirstStep();
  layout.steadyStep = findSteadyStep();
  for (const RingLayout &ring : layout.rings)
    layout.block =
        std::lcm(layout.block,
                 ring.period / std::gcd(schedule.ticksPerFrame, ring.period));
}

void cocc::collectSteps(NetworkLayout &layout) { StepCollector(layout).run(); }
