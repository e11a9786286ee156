//===- DeviceCode.h - What a device runs, out of Halide's module ----------===//
//
// Halide lowers a pipeline for a device to source for it and calls that launch
// its kernels. As all extents of a kernel are constants, and its arguments are
// known by name, a launch is constant data, and nothing else of the module is
// needed.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_DEVICECODE_H
#define COCC_COMPILER_CODEGEN_DEVICECODE_H

#include "compiler/codegen/DeviceLayout.h"
#include "llvm/Support/Error.h"

namespace Halide {
class Module;
}

namespace cocc {

/// The code of one kernel, with `symbol` as its entry. Fails where it is not
/// one launch of constant size.
llvm::Expected<DeviceCode> extractDeviceCode(const Halide::Module &module,
                                             llvm::StringRef symbol);

/// As a text, for what compiles kernels in processes of their own.
std::string writeDeviceCode(const DeviceCode &code);
llvm::Expected<DeviceCode> readDeviceCode(llvm::StringRef text);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_DEVICECODE_H
