//===- GoldenNetworks.h - Networks of one float, made by hand ---*- C++ -*-===//
//
// What the compiler would make of the small networks whose numbers are known:
// tables and kernels written by hand, one channel, all-ones weights.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_RUNTIME_GOLDENNETWORKS_H
#define COCC_TESTS_RUNTIME_GOLDENNETWORKS_H

#include "OneFrame.h"
#include "cocc/table.h"

#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace cocc::test {

using Run = int (*)(void **);

/// A window over a ring: `R` frames with `before` and `after` padding frames.
struct Window {
  int64_t receptiveField = 1;
  int64_t stride = 1;
  int64_t before = 0;
  int64_t after = 0;
};

/// Collects rings and kernels, then lays out the state.
class Builder {
public:
  /// Ring 0 is there from the start: the input's frames.
  explicit Builder(int64_t inputSlots);

  int32_t ring(int64_t slots, int64_t period, int64_t warmUp);
  /// An operand of `taps` frames.
  cocc_operand tap(int32_t ring, int32_t taps, Window window = {}) const;
  void kernel(Run run, std::vector<cocc_operand> operands, int32_t result,
              bool toCaller = false);
  /// The value of padding frames of all operands; 0 unless said.
  void padWith(float value) { padding = value; }
  /// To be called once, behind everything else.
  const cocc_network &finish();

private:
  void layOut();
  void makePhases();
  void findSteadyStep();

  std::vector<cocc_ring> rings;
  std::deque<std::vector<cocc_operand>> operands;
  std::vector<cocc_kernel> kernels;
  std::vector<std::vector<int32_t>> phaseKernels;
  std::vector<cocc_phase> phases;
  cocc_fill fill = {};
  float padding = 0;
  cocc_tables tables = {};
  cocc_input input = {};
  cocc_output output = {};
  cocc_network network = {};
};

/// Adds up the taps of one operand, and a bias.
template <int Taps, int Bias = 0>
int sumTaps(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  const auto *frames = static_cast<const float *>(buffers[0]->host);
  const auto *offsets = static_cast<const int32_t *>(buffers[1]->host);
  float sum = Bias;
  for (int tap = 0; tap < Taps; ++tap)
    sum += frames[offsets[tap]];
  *static_cast<float *>(buffers[2]->host) = sum;
  return 0;
}

/// Copies the caller's frame.
inline int copyFrame(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  *static_cast<float *>(buffers[1]->host) =
      *static_cast<const float *>(buffers[0]->host);
  return 0;
}

/// Adds up `Count` operands of one tap.
template <int Count>
int addFrames(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  float sum = 0;
  for (int i = 0; i < 2 * Count; i += 2)
    sum += static_cast<const float *>(
        buffers[i]->host)[*static_cast<const int32_t *>(buffers[i + 1]->host)];
  *static_cast<float *>(buffers[2 * Count]->host) = sum;
  return 0;
}

/// Adds up all taps of two operands.
template <int First, int Second>
int sumTwoWindows(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  float first, second;
  cocc_buffer sum = {};
  sum.host = &first;
  void *one[] = {buffers[0], buffers[1], &sum};
  sumTaps<First>(one);
  sum.host = &second;
  void *other[] = {buffers[2], buffers[3], &sum};
  sumTaps<Second>(other);
  *static_cast<float *>(buffers[4]->host) = first + second;
  return 0;
}

template <int Taps>
int maxTaps(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  const auto *frames = static_cast<const float *>(buffers[0]->host);
  const auto *offsets = static_cast<const int32_t *>(buffers[1]->host);
  float best = frames[offsets[0]];
  for (int tap = 1; tap < Taps; ++tap)
    best = best < frames[offsets[tap]] ? frames[offsets[tap]] : best;
  *static_cast<float *>(buffers[2]->host) = best;
  return 0;
}

/// A single convolution with kernel `Taps`.
template <int Taps>
std::unique_ptr<Builder> conv(int64_t stride, int64_t padding) {
  auto builder = std::make_unique<Builder>(Taps);
  const int32_t out = builder->ring(1, stride, Taps - 1 - padding);
  builder->kernel(sumTaps<Taps>,
                  {builder->tap(0, Taps, {Taps, stride, padding, padding})},
                  out, true);
  return builder;
}

std::unique_ptr<Builder> twoConvsWithBias();
std::unique_ptr<Builder> stridedThenConv();
std::unique_ptr<Builder> convPoolConv();
std::unique_ptr<Builder> residual();
/// An unpadded k3 joined with the frame `lookback` behind its newest.
std::unique_ptr<Builder> shrunkResidual(int64_t lookback);
std::unique_ptr<Builder> parallel();
std::unique_ptr<Builder> stridedJoin();
std::unique_ptr<Builder> stridedJoinWithSubsample();
/// A k3 with dilation 2 and a plain k3, padded, summed in one kernel.
std::unique_ptr<Builder> twoWindows();
/// A k2 s2 and a subsample: of an odd clip the latter has a frame more.
std::unique_ptr<Builder> unequalJoin();

/// Memory for a state, aligned as it must be.
struct StateMemory {
  explicit StateMemory(const cocc_network &network);
  std::unique_ptr<void, void (*)(void *)> bytes;
  cocc_state *state;
};

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_GOLDENNETWORKS_H
