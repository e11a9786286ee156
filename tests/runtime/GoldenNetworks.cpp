//===- GoldenNetworks.cpp - Networks of one float, made by hand -----------===//

#include "GoldenNetworks.h"

using namespace cocc::test;

std::unique_ptr<Builder> cocc::test::twoConvsWithBias() {
  auto net = std::make_unique<Builder>(3);
  const int32_t middle = net->ring(3, 1, 1);
  const int32_t out = net->ring(1, 1, 2);
  net->kernel(sumTaps<3, 1>, {net->tap(0, 3, {3, 1, 1, 1})}, middle);
  net->kernel(sumTaps<3, 1>, {net->tap(middle, 3, {3, 1, 1, 1})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::stridedThenConv() {
  auto net = std::make_unique<Builder>(3);
  const int32_t middle = net->ring(3, 2, 0);
  const int32_t out = net->ring(1, 2, 4);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 2, 2, 2})}, middle);
  net->kernel(sumTaps<3>, {net->tap(middle, 3, {3, 1, 0, 0})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::convPoolConv() {
  auto net = std::make_unique<Builder>(3);
  const int32_t first = net->ring(2, 1, 1);
  const int32_t pooled = net->ring(3, 2, 2);
  const int32_t out = net->ring(1, 4, 4);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 1, 1})}, first);
  net->kernel(maxTaps<2>, {net->tap(first, 2, {2, 2, 0, 0})}, pooled);
  net->kernel(sumTaps<3>, {net->tap(pooled, 3, {3, 2, 1, 1})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::residual() {
  auto net = std::make_unique<Builder>(3);
  const int32_t branch = net->ring(1, 1, 1);
  const int32_t out = net->ring(1, 1, 1);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 1, 1})}, branch);
  net->kernel(addFrames<2>, {net->tap(branch, 1), net->tap(0, 1)}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::shrunkResidual(int64_t lookback) {
  auto net = std::make_unique<Builder>(3);
  const int32_t branch = net->ring(1, 1, 2);
  const int32_t out = net->ring(1, 1, 2);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 0, 0})}, branch);
  net->kernel(
      addFrames<2>,
      {net->tap(branch, 1), net->tap(0, 1, {1, 1, lookback - 2, -lookback})},
      out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::parallel() {
  auto net = std::make_unique<Builder>(5);
  const int32_t five = net->ring(1, 1, 2);
  const int32_t three = net->ring(2, 1, 1);
  const int32_t out = net->ring(1, 1, 2);
  net->kernel(sumTaps<5>, {net->tap(0, 5, {5, 1, 2, 2})}, five);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 1, 1})}, three);
  net->kernel(addFrames<3>,
              {net->tap(five, 1), net->tap(three, 1), net->tap(0, 1)}, out,
              true);
  return net;
}

std::unique_ptr<Builder> cocc::test::stridedJoin() {
  auto net = std::make_unique<Builder>(5);
  const int32_t five = net->ring(1, 2, 2);
  const int32_t three = net->ring(1, 2, 1);
  const int32_t out = net->ring(1, 2, 2);
  net->kernel(sumTaps<5>, {net->tap(0, 5, {5, 2, 2, 2})}, five);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 2, 1, 1})}, three);
  net->kernel(addFrames<2>, {net->tap(five, 1), net->tap(three, 1)}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::stridedJoinWithSubsample() {
  auto net = std::make_unique<Builder>(5);
  const int32_t five = net->ring(1, 2, 2);
  const int32_t out = net->ring(1, 2, 2);
  net->kernel(sumTaps<5>, {net->tap(0, 5, {5, 2, 2, 2})}, five);
  net->kernel(addFrames<2>, {net->tap(five, 1), net->tap(0, 1, {1, 2, 0, 0})},
              out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::twoWindows() {
  auto net = std::make_unique<Builder>(5);
  const int32_t out = net->ring(1, 1, 2);
  Read dilated = net->tap(0, 3, {5, 1, 2, 2});
  dilated.operand.dilation = 2;
  net->kernel(sumTwoWindows<3, 3>, {dilated, net->tap(0, 3, {3, 1, 1, 1})}, out,
              true);
  return net;
}

std::unique_ptr<Builder> cocc::test::unequalJoin() {
  auto net = std::make_unique<Builder>(2);
  const int32_t two = net->ring(1, 2, 1);
  const int32_t out = net->ring(1, 2, 1);
  net->kernel(sumTaps<2>, {net->tap(0, 2, {2, 2, 0, 0})}, two);
  net->kernel(addFrames<2>, {net->tap(two, 1), net->tap(0, 1, {1, 2, 0, 0})},
              out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::nearestThenConv() {
  auto net = std::make_unique<Builder>(1, /*ticksPerFrame=*/2);
  const int32_t fine = net->ring(4, 1, 0);
  const int32_t out = net->ring(1, 1, 1);
  const Phase phase = {sumTaps<1>, {net->operand(0, 1)}, {}};
  net->kernel({phase, phase}, {{0, 2, -1, 1}}, fine, -1);
  net->kernel(sumTaps<3>, {net->tap(fine, 3, {3, 1, 1, 1})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::transposedConv() {
  auto net = std::make_unique<Builder>(2, /*ticksPerFrame=*/2);
  const int32_t out = net->ring(1, 1, 1);
  net->kernel({{sumTaps<2>, {net->operand(0, 2, -1)}, {}},
               {sumTaps<2>, {net->operand(0, 2, 0)}, {}}},
              {{0, 2, -1, 1}}, out, 0);
  return net;
}

std::unique_ptr<Builder> cocc::test::conv3OfThree() {
  auto net = std::make_unique<Builder>(5, 1, /*framesPerStep=*/3);
  const int32_t out = net->ring(1, 2, 1);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 2, 1, 1})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::paddedInFront() {
  auto net = std::make_unique<Builder>(1);
  // The first step reads all from the first frame on.
  const int32_t padded = net->ring(5, 1, -4);
  const int32_t out = net->ring(1, 1, -2);
  net->kernel(sumTaps<1, 1>, {net->tap(0, 1, {1, 1, 4, 0})}, padded);
  net->kernel(sumTaps<3>, {net->tap(padded, 3, {3, 1, 0, 0})}, out, true);
  return net;
}
