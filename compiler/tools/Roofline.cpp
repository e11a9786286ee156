//===- Roofline.cpp -------------------------------------------------------===//
//
// Loops that do nothing but multiply-adds in registers, or nothing but reads of a block
// that fits the second-level cache, compiled for each vector extension.
//
//===----------------------------------------------------------------------===//

#include "compiler/tools/Roofline.h"
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

using namespace cocc;

static constexpr int sums = 12, rounds = 200000, blockFloats = 64 << 10;

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
[[gnu::always_inline]] inline float readBlock(const float *block) {
  constexpr int lanes = sizeof(Vector) / sizeof(float);
  Vector sum[8] = {};
  for (int i = 0; i < blockFloats; i += 8 * lanes)
    for (int j = 0; j < 8; ++j)
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
[[gnu::target("avx512f")]] static float readBlock512(const float *block) {
  return readBlock<Vector16>(block);
}
[[gnu::target("avx2")]] static float readBlock256(const float *block) {
  return readBlock<Vector8>(block);
}

/// Runs a second, at its fastest of several times; `use` keeps the result alive.
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

Roofline cocc::measureRoofline() {
  bool wide = __builtin_cpu_supports("avx512f");
  int lanes = wide ? 16 : 8;
  std::vector<float> memory(blockFloats + 16, 1.0f);
  auto address = reinterpret_cast<uintptr_t>(memory.data());
  const float *block = memory.data() + (64 - address % 64) / sizeof(float) % 16;
  double compute = fastest([&] { return wide ? multiplyAdd512() : multiplyAdd256(); });
  constexpr int repeats = 20;
  double read = fastest([&] {
    float sum = 0;
    for (int i = 0; i < repeats; ++i)
      sum += wide ? readBlock512(block) : readBlock256(block);
    return sum;
  });
  return {static_cast<double>(sums) * rounds * lanes / compute,
          static_cast<double>(blockFloats) * sizeof(float) * repeats / read};
}
