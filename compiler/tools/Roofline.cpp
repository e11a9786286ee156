//===- Roofline.cpp -------------------------------------------------------===//
//
// Loops that do nothing but multiply-adds in registers, or nothing but reads of
// a block, compiled for each vector extension.
//
//===----------------------------------------------------------------------===//

#include "compiler/tools/Roofline.h"
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

using namespace cocc;

static constexpr int sums = 12, rounds = 200000;
/// Floats that one turn of the reading loop takes.
static constexpr size_t turnFloats = 128;

template <typename Vector>
[[gnu::always_inline]] inline float multiplyAdd() {
  Vector sum[sums] = {}, factor = {}, summand = {};
  for (int i = 0; i < sums; ++i)
    sum[i] += static_cast<float>(i);
  factor += 0.999f;
  summand += 0.001f;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < sums; ++i)
      sum[i] = sum[i] * factor + summand;
    asm volatile("" : "+x"(factor), "+x"(summand));
  }
  Vector total = {};
  for (int i = 0; i < sums; ++i)
    total += sum[i];
  return total[0];
}

template <typename Vector>
[[gnu::always_inline]] inline float readBlock(const float *block,
                                              size_t floats) {
  constexpr size_t lanes = sizeof(Vector) / sizeof(float),
                   parts = turnFloats / lanes;
  Vector sum[parts] = {};
  for (size_t i = 0; i < floats; i += turnFloats)
    for (size_t j = 0; j < parts; ++j)
      sum[j] += *reinterpret_cast<const Vector *>(block + i + j * lanes);
  Vector total = {};
  for (Vector &part : sum)
    total += part;
  return total[0];
}

using Vector8 [[gnu::vector_size(32)]] = float;
using Vector16 [[gnu::vector_size(64)]] = float;

[[gnu::target("avx512f,fma")]] static float multiplyAdd512() {
  return multiplyAdd<Vector16>();
}
[[gnu::target("avx2,fma")]] static float multiplyAdd256() {
  return multiplyAdd<Vector8>();
}
[[gnu::target("avx512f")]] static float readBlock512(const float *block,
                                                     size_t floats) {
  return readBlock<Vector16>(block, floats);
}
[[gnu::target("avx2")]] static float readBlock256(const float *block,
                                                  size_t floats) {
  return readBlock<Vector8>(block, floats);
}

/// The seconds of `action` at its fastest of several times.
template <typename Action>
static double fastest(Action action) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int round = 0; round < 40; ++round) {
    auto start = Clock::now();
    volatile float use = action();
    (void)use;
    best = std::min(
        best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

Roofline cocc::measureRoofline(size_t bytes) {
  bool wide = __builtin_cpu_supports("avx512f");
  int lanes = wide ? 16 : 8;
  size_t floats = (bytes / sizeof(float) / turnFloats + 1) * turnFloats;
  std::vector<float> memory(floats + 16, 1.0f);
  auto address = reinterpret_cast<uintptr_t>(memory.data());
  const float *block = memory.data() + (64 - address % 64) % 64 / sizeof(float);
  double compute =
      fastest([&] { return wide ? multiplyAdd512() : multiplyAdd256(); });
  // Small blocks are read again and again, so that the clock's own cost does
  // not count.
  size_t repeats = (size_t(1) << 20) / floats + 1;
  double read = fastest([&] {
    float sum = 0;
    for (size_t i = 0; i < repeats; ++i) {
      sum += wide ? readBlock512(block, floats) : readBlock256(block, floats);
      asm volatile("" ::: "memory");
    }
    return sum;
  });
  return {static_cast<double>(sums) * rounds * lanes / compute,
          static_cast<double>(floats) * sizeof(float) * repeats / read};
}
