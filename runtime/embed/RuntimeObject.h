//===- RuntimeObject.h - The step loop inside the compiler ------*- C++ -*-===//
//
// The compiled runtime/src as bytes: the object that the compiler puts into
// every library it makes, so that its users need no other library and no C
// compiler.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_RUNTIME_EMBED_RUNTIMEOBJECT_H
#define COCC_RUNTIME_EMBED_RUNTIMEOBJECT_H

#include "llvm/ADT/StringRef.h"

namespace cocc {

/// For libraries whose kernels are functions, and for those whose kernels an
/// OpenCL device runs.
llvm::StringRef cpuRuntimeObject();
llvm::StringRef openClRuntimeObject();

} // namespace cocc

#endif // COCC_RUNTIME_EMBED_RUNTIMEOBJECT_H
