//===- Kernels.h - Step functions of frames of one float --------*- C++ -*-===//

#ifndef COCC_TESTS_RUNTIME_KERNELS_H
#define COCC_TESTS_RUNTIME_KERNELS_H

#include "cocc/table.h"

#include <algorithm>

namespace cocc::test {

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

/// A bias and the taps of some operands, each times its weight: added up, or
/// the largest of them. The constants: the taps of each operand, the bias, then
/// the weights.
template <int Operands, bool IsMax = false>
int combineTaps(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  const auto *taps = static_cast<const float *>(buffers[2 * Operands]->host);
  const float *weight = taps + Operands + 1;
  float result = taps[Operands];
  for (int i = 0; i < Operands; ++i) {
    const auto *frames = static_cast<const float *>(buffers[2 * i]->host);
    const auto *places = static_cast<const int32_t *>(buffers[2 * i + 1]->host);
    for (int tap = 0; tap < static_cast<int>(taps[i]); ++tap) {
      const float value = frames[places[tap]] * *weight++;
      result = IsMax ? std::max(result, value) : result + value;
    }
  }
  *static_cast<float *>(buffers[2 * Operands + 1]->host) = result;
  return 0;
}

/// The same of several frames. Behind the weights: how many, and how far apart
/// their results are.
template <int Operands, bool IsMax = false>
int combineSeveral(void **arguments) {
  auto *const *buffers = reinterpret_cast<cocc_buffer **>(arguments);
  const auto *taps = static_cast<const float *>(buffers[2 * Operands]->host);
  const float *end = taps + Operands + 1;
  for (int i = 0; i < Operands; ++i)
    end += static_cast<int>(taps[i]);
  const int frames = static_cast<int>(end[0]);
  for (int frame = 0; frame < frames; ++frame) {
    cocc_buffer copies[2 * Operands + 2];
    void *own[2 * Operands + 2];
    for (int i = 0; i < 2 * Operands + 2; ++i) {
      copies[i] = *buffers[i];
      own[i] = &copies[i];
    }
    for (int i = 0; i < Operands; ++i)
      copies[2 * i + 1].host = static_cast<int32_t *>(copies[2 * i + 1].host) +
                               frame * static_cast<int>(taps[i]);
    cocc_buffer &result = copies[2 * Operands + 1];
    result.host =
        static_cast<float *>(result.host) + frame * static_cast<int>(end[1]);
    combineTaps<Operands, IsMax>(own);
  }
  return 0;
}

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_KERNELS_H
