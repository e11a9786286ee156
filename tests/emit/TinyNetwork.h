//===- TinyNetwork.h - A NetworkLayout made by hand -------------*- C++ -*-===//
//
// A convolution in time, k3 p1 and a stride, over frames (1, 2, 3), each
// channel for itself, and a tanh: enough to have a ring, taps, weights, phases
// and a flush in a library. The kernels are C, compiled while the tests are
// built. There are two of them, "tiny" and "twin", with different symbols.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_EMIT_TINYNETWORK_H
#define COCC_TESTS_EMIT_TINYNETWORK_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/ADT/StringRef.h"

namespace cocc::test {

NetworkLayout tinyNetwork(llvm::StringRef name = "tiny", int64_t stride = 1);

} // namespace cocc::test

#endif // COCC_TESTS_EMIT_TINYNETWORK_H
