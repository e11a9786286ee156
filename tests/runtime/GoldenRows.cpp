//===- GoldenRows.cpp - Small networks whose numbers are known ------------===//

#include "GoldenRows.h"
#include "GoldenNetworks.h"

using namespace cocc::test;

namespace {

std::vector<float> ramp(int frames) {
  std::vector<float> clip;
  for (int frame = 0; frame < frames; ++frame)
    clip.push_back(static_cast<float>(frame));
  return clip;
}

Outputs from(int first, int stride, const std::vector<float> &values) {
  Outputs outputs;
  for (float value : values) {
    outputs.emplace_back(first, value);
    first += stride;
  }
  return outputs;
}

} // namespace

const std::vector<Golden> &cocc::test::goldenRows() {
  static const std::vector<Golden> table = {
      {"conv_k3_p0",
       [] { return conv<3>(1, 0); },
       ramp(5),
       from(2, 1, {3, 6, 9}),
       {}},
      {"conv_k3_s2_p1",
       [] { return conv<3>(2, 1); },
       ramp(5),
       {{1, 1}, {3, 6}},
       {7}},
      {"conv_k5_s3_p2",
       [] { return conv<5>(3, 2); },
       ramp(9),
       {{2, 3}, {5, 15}, {8, 30}},
       {}},
      {"conv_k2_s3",
       [] { return conv<2>(3, 0); },
       ramp(9),
       {{1, 1}, {4, 7}, {7, 13}},
       {}},
      {"two_convs_bias",
       twoConvsWithBias,
       {1, 1, 1, 1},
       {{2, 8}, {3, 12}},
       {12, 8}},
      {"strided_then_conv",
       stridedThenConv,
       ramp(10),
       {{4, 12}, {6, 27}, {8, 45}},
       {53}},
      {"conv_pool_conv",
       convPoolConv,
       ramp(32),
       from(4, 4, {12, 45, 81, 117, 153, 189, 225}),
       {258}},
      {"residual", residual, ramp(5), from(1, 1, {1, 4, 8, 12}), {11}},
      {"residual_centered",
       [] { return shrunkResidual(1); },
       ramp(6),
       from(2, 1, {4, 8, 12, 16}),
       {}},
      {"residual_lagging",
       [] { return shrunkResidual(2); },
       ramp(6),
       from(2, 1, {3, 7, 11, 15}),
       {}},
      {"residual_leading",
       [] { return shrunkResidual(0); },
       ramp(6),
       from(2, 1, {5, 9, 13, 17}),
       {}},
      {"parallel",
       parallel,
       ramp(7),
       from(2, 1, {4, 10, 18, 27, 36}),
       {38, 32}},
      {"strided_join",
       stridedJoin,
       ramp(10),
       from(2, 2, {4, 16, 32, 48}),
       {54}},
      {"strided_join_subsample",
       stridedJoinWithSubsample,
       ramp(9),
       from(2, 2, {3, 12, 24, 36}),
       {29}},
      {"two_windows",
       twoWindows,
       ramp(7),
       from(2, 1, {3, 7, 12, 18, 24}),
       {23, 21}},
      {"unequal_join", unequalJoin, ramp(3), {{1, 1}}, {}},
      {"nearest_then_conv",
       nearestThenConv,
       {1, 2, 3},
       {{0, 2}, {1, 4}, {1, 5}, {2, 7}, {2, 8}},
       {6}},
      {"transposed_conv",
       transposedConv,
       ramp(4),
       {{0, 0}, {1, 1}, {1, 1}, {2, 3}, {2, 3}, {3, 5}, {3, 5}},
       {3}},
      {"conv_three_frames_a_step",
       conv3OfThree,
       ramp(8),
       {{0, 1}, {1, 6}, {1, 12}},
       {18}},
      {"padded_in_front",
       paddedInFront,
       {1, 2, 3},
       {{0, 3}, {0, 3}, {0, 4}, {1, 6}, {2, 9}},
       {}},
  };
  return table;
}
