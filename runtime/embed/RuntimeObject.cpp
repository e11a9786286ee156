//===- RuntimeObject.cpp - The step loop inside the compiler --------------===//

#include "runtime/embed/RuntimeObject.h"

extern "C" {
extern const char cocc_runtime_object_begin[];
extern const char cocc_runtime_object_end[];
}

llvm::StringRef cocc::runtimeObject() {
  return {
      cocc_runtime_object_begin,
      static_cast<size_t>(cocc_runtime_object_end - cocc_runtime_object_begin)};
}
