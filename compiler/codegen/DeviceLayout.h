//===- DeviceLayout.h - Kernels of a device, as plain data ----------------===//

#ifndef COCC_COMPILER_CODEGEN_DEVICELAYOUT_H
#define COCC_COMPILER_CODEGEN_DEVICELAYOUT_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace cocc {

/// What runs the kernels.
enum class Device { Cpu, OpenCl };

/// What a launch hands to its kernel; see cocc_argument in cocc/table.h.
struct DeviceArgument {
  enum class Kind {
    /// The memory of an operand's frames, by its number.
    Operand,
    /// That of the result's.
    Result,
    /// The table of places, the first of the launch's in it, and its frames.
    Places,
    First,
    Frames,
    /// A weight of the function, by its number.
    Weight,
    /// One of DeviceCode::tables, by its number.
    Table,
  };
  Kind kind = Kind::Operand;
  int32_t index = 0;
};

/// The bytes of a table that a kernel reads and that the compiler has filled.
using DeviceTable = std::string;

/// A kernel and its launch, of `blocks` for each of the launch's frames, which
/// are the grid's last dimension.
struct DeviceCode {
  /// OpenCL C: what many kernels have in common, and the kernel itself.
  std::string prelude;
  std::string source;
  std::string entry;
  std::array<int64_t, 2> blocks = {1, 1};
  std::array<int64_t, 3> threads = {1, 1, 1};
  int64_t sharedBytes = 0;
  /// A launch makes one frame, and not any number.
  bool isAlone = false;
  std::vector<DeviceArgument> arguments;
  std::vector<DeviceTable> tables;
};

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_DEVICELAYOUT_H
