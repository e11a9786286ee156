//===- SeededWeights.cpp --------------------------------------------------===//

#include "frontends/SeededWeights.h"

namespace cocc::frontends {

static uint64_t hashName(llvm::StringRef name) {
  uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char byte : name)
    hash = (hash ^ byte) * 0x100000001b3;
  return hash;
}

static uint64_t splitmix64(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::vector<float> drawWeights(uint64_t seed, llvm::StringRef name,
                               int64_t count, float low, float high) {
  std::vector<float> values(count);
  uint64_t counter = seed ^ hashName(name);
  const float width = high - low;
  for (float &value : values) {
    counter += 0x9e3779b97f4a7c15;
    float u = static_cast<float>(splitmix64(counter) >> 40) / 16777216.0f;
    value = low + width * u;
  }
  return values;
}

} // namespace cocc::frontends
