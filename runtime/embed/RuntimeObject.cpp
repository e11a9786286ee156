//===- RuntimeObject.cpp - The step loop inside the compiler --------------===//

#include "runtime/embed/RuntimeObject.h"

extern "C" {
extern const char cocc_runtime_cpu_begin[], cocc_runtime_cpu_end[];
extern const char cocc_runtime_opencl_begin[], cocc_runtime_opencl_end[];
}

llvm::StringRef cocc::cpuRuntimeObject() {
  return {cocc_runtime_cpu_begin,
          static_cast<size_t>(cocc_runtime_cpu_end - cocc_runtime_cpu_begin)};
}

llvm::StringRef cocc::openClRuntimeObject() {
  return {
      cocc_runtime_opencl_begin,
      static_cast<size_t>(cocc_runtime_opencl_end - cocc_runtime_opencl_begin)};
}
