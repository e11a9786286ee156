//===- GoldenTest.cpp - The step loop makes PyTorch's numbers -------------===//
//
// Small networks whose outputs were computed with PyTorch's forward on the
// whole clip: the step of each output, its value, and what the flush adds.
//
//===----------------------------------------------------------------------===//

#include "GoldenNetworks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <utility>

using namespace cocc::test;

namespace {

using Outputs = std::vector<std::pair<int, float>>;

struct Golden {
  const char *name;
  std::function<std::unique_ptr<Builder>()> build;
  std::vector<float> clip;
  Outputs outputs; // step and value
  std::vector<float> flushed;
};

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

const std::vector<Golden> &rows() {
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
  };
  return table;
}

Outputs stepAll(const cocc_network &network, cocc_state *state,
                const std::vector<float> &clip) {
  Outputs outputs;
  for (size_t t = 0; t < clip.size(); ++t) {
    float out = -1;
    if (step(&network, state, &clip[t], &out) == 1)
      outputs.emplace_back(static_cast<int>(t), out);
  }
  return outputs;
}

std::vector<float> flush(const cocc_network &network, const cocc_state *state,
                         void *scratch = nullptr) {
  std::vector<float> out(static_cast<size_t>(network.outputs[0].flush_frames));
  const int64_t count = cocc::test::flush(&network, state, scratch, out.data());
  EXPECT_GE(count, 0);
  out.resize(static_cast<size_t>(std::max<int64_t>(count, 0)));
  return out;
}

void PrintTo(const Golden &row, std::ostream *stream) { *stream << row.name; }

class GoldenTest : public testing::TestWithParam<Golden> {
protected:
  std::unique_ptr<Builder> builder = GetParam().build();
  const cocc_network &network = builder->finish();
};

} // namespace

TEST_P(GoldenTest, StepsAndFlushGiveForward) {
  StateMemory memory(network);
  EXPECT_EQ(stepAll(network, memory.state, GetParam().clip),
            GetParam().outputs);
  EXPECT_EQ(flush(network, memory.state), GetParam().flushed);
}

/// Only the edge path, as if warm-up never ended, agrees with both paths.
TEST_P(GoldenTest, EdgePathAloneGivesTheSame) {
  cocc_tables tables = *network.tables;
  tables.steady_step = INT64_MAX;
  cocc_network edge = network;
  edge.tables = &tables;
  StateMemory memory(edge);
  EXPECT_EQ(stepAll(edge, memory.state, GetParam().clip), GetParam().outputs);
}

TEST_P(GoldenTest, ResetAnywhereIsAFreshStream) {
  const auto &clip = GetParam().clip;
  const std::vector<float> poison(clip.size(), NAN);
  for (size_t cut = 0; cut <= clip.size(); ++cut) {
    StateMemory memory(network);
    stepAll(network, memory.state, {poison.begin(), poison.begin() + cut});
    ASSERT_EQ(cocc_reset(&network, memory.state), 0);
    EXPECT_EQ(stepAll(network, memory.state, clip), GetParam().outputs);
    EXPECT_EQ(flush(network, memory.state), GetParam().flushed);
  }
}

TEST_P(GoldenTest, PeekAndFlushAtEveryStepChangeNothing) {
  StateMemory memory(network), scratch(network);
  Outputs outputs;
  const auto &clip = GetParam().clip;
  for (size_t t = 0; t < clip.size(); ++t) {
    float peeked = -1, out = -1, poison = NAN, ignored;
    const int due = peek(&network, memory.state, &clip[t], &peeked);
    peek(&network, memory.state, &poison, &ignored);
    const auto once = flush(network, memory.state);
    EXPECT_EQ(flush(network, memory.state, scratch.state), once);
    ASSERT_EQ(step(&network, memory.state, &clip[t], &out), due);
    EXPECT_EQ(out, peeked);
    if (due)
      outputs.emplace_back(static_cast<int>(t), out);
  }
  EXPECT_EQ(outputs, GetParam().outputs);
}

TEST_P(GoldenTest, InterleavedStreamsAndSnapshotsDoNotMeet) {
  const auto &clip = GetParam().clip;
  StateMemory one(network), other(network), snapshot(network);
  Outputs outputs;
  for (size_t t = 0; t < clip.size(); ++t) {
    std::memcpy(snapshot.bytes.get(), one.bytes.get(), network.state_bytes);
    float out = -1, again = -1, noise = 1000;
    const int due = step(&network, one.state, &clip[t], &out);
    step(&network, other.state, &noise, &noise);
    ASSERT_EQ(step(&network, snapshot.state, &clip[t], &again), due);
    EXPECT_EQ(out, again);
    if (due)
      outputs.emplace_back(static_cast<int>(t), out);
  }
  EXPECT_EQ(outputs, GetParam().outputs);
  EXPECT_EQ(flush(network, snapshot.state), GetParam().flushed);
}

INSTANTIATE_TEST_SUITE_P(Table, GoldenTest, testing::ValuesIn(rows()),
                         [](const auto &row) { return row.param.name; });
