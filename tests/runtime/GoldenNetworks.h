//===- GoldenNetworks.h - Networks of one float, made by hand ---*- C++ -*-===//
//
// What the compiler would make of the small networks whose numbers are known:
// tables and kernels written by hand, one channel, all-ones weights.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_TESTS_RUNTIME_GOLDENNETWORKS_H
#define COCC_TESTS_RUNTIME_GOLDENNETWORKS_H

#include "Kernels.h"
#include "OneFrame.h"
#include "TableBuilder.h"

namespace cocc::test {

/// A single convolution with kernel `Taps`.
template <int Taps>
std::unique_ptr<Builder> conv(int64_t stride, int64_t padding) {
  auto builder = std::make_unique<Builder>(Taps);
  const int32_t out = builder->ring(1, stride, Taps - 1 - padding);
  builder->kernel(sumTaps<Taps>,
                  {builder->tap(0, Taps, {Taps, stride, padding, padding})},
                  out, true);
  return builder;
}

std::unique_ptr<Builder> twoConvsWithBias();
std::unique_ptr<Builder> stridedThenConv();
std::unique_ptr<Builder> convPoolConv();
std::unique_ptr<Builder> residual();
/// An unpadded k3 joined with the frame `lookback` behind its newest.
std::unique_ptr<Builder> shrunkResidual(int64_t lookback);
std::unique_ptr<Builder> parallel();
std::unique_ptr<Builder> stridedJoin();
std::unique_ptr<Builder> stridedJoinWithSubsample();
/// A k3 with dilation 2 and a plain k3, padded, summed in one kernel.
std::unique_ptr<Builder> twoWindows();
/// A k2 s2 and a subsample: of an odd clip the latter has a frame more.
std::unique_ptr<Builder> unequalJoin();
/// Each frame twice, then a k3 p1.
std::unique_ptr<Builder> nearestThenConv();
/// Transposed, k4 s2 p1: a function for the even frames and one for the odd.
std::unique_ptr<Builder> transposedConv();
/// A k3 s2 p1 that takes three frames a step.
std::unique_ptr<Builder> conv3OfThree();
/// Four frames of padding in front, 1 added to each, a k3: two outputs depend
/// on padding alone.
std::unique_ptr<Builder> paddedInFront();

} // namespace cocc::test

#endif // COCC_TESTS_RUNTIME_GOLDENNETWORKS_H
