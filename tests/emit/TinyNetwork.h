//===- TinyNetwork.h - A NetworkLayout made by hand -------------*- C++ -*-===//
//
// A convolution in time, k3, over frames (1, 2, 3), each channel for itself,
// and a tanh: enough to have a ring, taps, weights, phases and a flush in a
// library. The kernels are C, compiled while the tests are built, with other
// symbols for each network.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_EMIT_TINYNETWORK_H
#define COCC_TESTS_EMIT_TINYNETWORK_H

#include "compiler/codegen/NetworkLayout.h"

#include "llvm/ADT/StringRef.h"

namespace cocc::test {

struct TinyOptions {
  int64_t stride = 1;
  /// Frames of zeros before the clip; behind it there is one.
  int64_t before = 1;
  /// How often each output comes; without a stride.
  int64_t repeats = 1;
  /// Ticks that the output is held back.
  int64_t hold = 0;
  int64_t framesPerStep = 1;
};

/// `name`: one of those in tinyNetworks.
NetworkLayout tinyNetwork(llvm::StringRef name = "tiny",
                          const TinyOptions &options = {});

/// "tiny"; "twin" with a stride of 2; "trio" with that and three frames a step;
/// "echo", each of whose outputs comes twice, half a frame late; and "early"
/// with outputs before the first frame.
std::vector<NetworkLayout> tinyNetworks();

} // namespace cocc::test

#endif // COCC_TESTS_EMIT_TINYNETWORK_H
