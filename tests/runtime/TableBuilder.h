//===- TableBuilder.h - Tables of networks of one float ---------*- C++ -*-===//
//
// Collects rings and kernels, and finds what follows from them: the layout of
// the state, the phases, the first step and the steady one.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_RUNTIME_TABLEBUILDER_H
#define COCC_TESTS_RUNTIME_TABLEBUILDER_H

#include "cocc/table.h"

#include <deque>
#include <memory>
#include <vector>

namespace cocc::test {

using Run = int (*)(void **);

/// Rounded towards minus infinity, and towards infinity.
int64_t divideFloor(int64_t value, int64_t divisor);
int64_t divideCeil(int64_t value, int64_t divisor);

/// A window over a ring: `R` frames with `before` and `after` padding frames.
struct Window {
  int64_t receptiveField = 1;
  int64_t stride = 1;
  int64_t before = 0;
  int64_t after = 0;
};

/// How a kernel reads a ring, and how many frames that makes of a clip.
struct Read {
  cocc_operand operand;
  cocc_extent extent;
};

/// The step function of a phase. `constants` are handed over as one weight, if
/// there are any.
struct Phase {
  Run run = nullptr;
  std::vector<cocc_operand> operands;
  std::vector<float> constants;
  /// The one that makes several frames.
  Run runSeveral = nullptr;
};

class Builder {
public:
  /// Ring 0 is there from the start: the input's frames.
  explicit Builder(int64_t inputSlots, int64_t ticksPerFrame = 1,
                   int64_t framesPerStep = 1);

  int32_t ring(int64_t slots, int64_t period, int64_t warmUp,
               int64_t shift = 0);
  /// A read of `taps` frames.
  Read tap(int32_t ring, int32_t taps, Window window = {}) const;
  /// An operand of `taps` frames, the oldest of them m * stride + first.
  cocc_operand operand(int32_t ring, int64_t taps, int64_t first = 0,
                       int64_t stride = 1, int64_t dilation = 1) const;
  /// A kernel of one phase whose result goes to output 0 or stays in its ring.
  void kernel(Run run, const std::vector<Read> &reads, int32_t result,
              bool toCaller = false);
  /// One with several. `output`: the one that the result goes to, or -1;
  /// `several`: the frames of a phase that a call makes.
  void kernel(const std::vector<Phase> &phases,
              const std::vector<cocc_extent> &extents, int32_t result,
              int32_t output, int64_t several = 1);
  /// Floats from a frame to the next in a ring.
  static constexpr int64_t frameDistance = 2;
  /// The value of padding frames of all operands; 0 unless said.
  void padWith(float value) { padding = value; }
  void setFlushFrames(int64_t frames) { flushFrames = frames; }
  /// To be called once, behind everything else.
  const cocc_network &finish();

private:
  void layOut();
  void makePhases();
  void findSteps();
  /// The last frame of a kernel that sees padding before the clip, or -1.
  int64_t findLastPadded(const cocc_kernel &kernel) const;
  void describeOutputs();
  const cocc_ring &resultOf(const cocc_kernel &kernel) const {
    return rings[static_cast<size_t>(kernel.result)];
  }

  std::vector<cocc_ring> rings;
  std::deque<std::vector<cocc_operand>> operands;
  std::deque<std::vector<cocc_function>> functions;
  std::deque<std::vector<cocc_extent>> extents;
  std::deque<std::vector<float>> constants;
  std::deque<const void *> weights;
  std::vector<cocc_kernel> kernels;
  std::deque<std::vector<cocc_run>> runs;
  std::vector<cocc_phase> phases;
  cocc_fill fill = {};
  float padding = 0;
  int64_t flushFrames = 8;
  cocc_tables tables = {};
  uint64_t inputBytes = sizeof(float);
  uint64_t inputOffset = 0;
  cocc_input input = {};
  std::vector<cocc_output> outputs;
  cocc_network network = {};
};

/// Memory for a state, aligned as it must be.
struct StateMemory {
  explicit StateMemory(const cocc_network &network);
  std::unique_ptr<void, void (*)(void *)> bytes;
  cocc_state *state;
};

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_TABLEBUILDER_H
