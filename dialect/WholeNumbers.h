//===- WholeNumbers.h - Which of them a network can hold ------------------===//

#ifndef COCC_DIALECT_WHOLENUMBERS_H
#define COCC_DIALECT_WHOLENUMBERS_H

#include <cstdint>

namespace cocc::continual {

/// float32 has all whole numbers up to this one.
constexpr int64_t mostIndices = 1 << 24;

} // namespace cocc::continual

#endif // COCC_DIALECT_WHOLENUMBERS_H
