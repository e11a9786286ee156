//===- GoldenTest.cpp - The step loop makes PyTorch's numbers -------------===//

#include "GoldenRows.h"
#include "OneFrame.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace cocc::test;

namespace {

/// What step or peek writes, and not more.
template <typename Call>
std::vector<float> framesOf(const cocc_network &network, Call call) {
  constexpr float untouched = -1234;
  const auto most = static_cast<size_t>(network.outputs[0].most_frames);
  std::vector<float> out(most + 1, untouched);
  const int64_t count = call(out.data());
  EXPECT_GE(count, 0);
  EXPECT_EQ(out.back(), untouched);
  out.resize(static_cast<size_t>(std::max<int64_t>(count, 0)));
  return out;
}

std::vector<float> stepOnce(const cocc_network &network, cocc_state *state,
                            const float *in) {
  return framesOf(network,
                  [&](float *out) { return step(&network, state, in, out); });
}

std::vector<float> peekOnce(const cocc_network &network, cocc_state *state,
                            const float *in) {
  return framesOf(network,
                  [&](float *out) { return peek(&network, state, in, out); });
}

int countSteps(const cocc_network &network, const std::vector<float> &clip) {
  return static_cast<int>(clip.size()) /
         static_cast<int>(network.frames_per_step);
}

/// The frames that a step takes.
const float *framesAt(const cocc_network &network,
                      const std::vector<float> &clip, int step) {
  return clip.data() + step * network.frames_per_step;
}

void append(Outputs &outputs, int step, const std::vector<float> &frames) {
  for (float frame : frames)
    outputs.emplace_back(step, frame);
}

Outputs stepAll(const cocc_network &network, cocc_state *state,
                const std::vector<float> &clip) {
  Outputs outputs;
  for (int t = 0; t < countSteps(network, clip); ++t)
    append(outputs, t, stepOnce(network, state, framesAt(network, clip, t)));
  return outputs;
}

/// What a flush writes that takes the frames of `clip` behind so many steps.
std::vector<float> flush(const cocc_network &network, const cocc_state *state,
                         const std::vector<float> &clip, int steps,
                         void *scratch = nullptr) {
  std::vector<float> out(static_cast<size_t>(network.outputs[0].flush_frames));
  const float *rest = framesAt(network, clip, steps);
  const int64_t left = clip.data() + clip.size() - rest;
  const int64_t count =
      cocc::test::flush(&network, state, scratch, out.data(), rest,
                        std::min<int64_t>(left, network.frames_per_step - 1));
  EXPECT_GE(count, 0);
  EXPECT_LE(count, network.outputs[0].flush_frames);
  out.resize(static_cast<size_t>(std::max<int64_t>(count, 0)));
  return out;
}

class GoldenTest : public testing::TestWithParam<Golden> {
protected:
  std::vector<float> flushed(const cocc_state *state) const {
    return flush(network, state, clip, countSteps(network, clip));
  }

  std::unique_ptr<Builder> builder = GetParam().build();
  const cocc_network &network = builder->finish();
  const std::vector<float> &clip = GetParam().clip;
};

} // namespace

namespace cocc::test {
static void PrintTo(const Golden &row, std::ostream *stream) {
  *stream << row.name;
}
} // namespace cocc::test

TEST_P(GoldenTest, StepsAndFlushGiveForward) {
  StateMemory memory(network);
  EXPECT_EQ(stepAll(network, memory.state, clip), GetParam().outputs);
  EXPECT_EQ(flushed(memory.state), GetParam().flushed);
}

/// Only the edge path, as if warm-up never ended, agrees with both paths.
TEST_P(GoldenTest, EdgePathAloneGivesTheSame) {
  cocc_tables tables = *network.tables;
  tables.steady_step = INT64_MAX;
  cocc_network edge = network;
  edge.tables = &tables;
  StateMemory memory(edge);
  EXPECT_EQ(stepAll(edge, memory.state, clip), GetParam().outputs);
}

TEST_P(GoldenTest, ResetAnywhereIsAFreshStream) {
  const std::vector<float> poison(clip.size(), NAN);
  for (int cut = 0; cut <= countSteps(network, clip); ++cut) {
    StateMemory memory(network);
    stepAll(network, memory.state,
            {poison.data(), framesAt(network, poison, cut)});
    ASSERT_EQ(cocc_reset(&network, memory.state), 0);
    EXPECT_EQ(stepAll(network, memory.state, clip), GetParam().outputs);
    EXPECT_EQ(flushed(memory.state), GetParam().flushed);
  }
}

TEST_P(GoldenTest, PeekAndFlushAtEveryStepChangeNothing) {
  StateMemory memory(network), scratch(network);
  const std::vector<float> poison(static_cast<size_t>(network.frames_per_step),
                                  NAN);
  Outputs outputs;
  for (int t = 0; t < countSteps(network, clip); ++t) {
    const float *in = framesAt(network, clip, t);
    const auto once = flush(network, memory.state, clip, t);
    const auto peeked = peekOnce(network, memory.state, in);
    peekOnce(network, memory.state, poison.data());
    EXPECT_EQ(flush(network, memory.state, clip, t, scratch.state), once);
    ASSERT_EQ(stepOnce(network, memory.state, in), peeked);
    append(outputs, t, peeked);
  }
  EXPECT_EQ(outputs, GetParam().outputs);
  peekOnce(network, memory.state, poison.data());
  EXPECT_EQ(flushed(memory.state), GetParam().flushed);
}

TEST_P(GoldenTest, InterleavedStreamsAndSnapshotsDoNotMeet) {
  StateMemory one(network), other(network), snapshot(network);
  const std::vector<float> noise(static_cast<size_t>(network.frames_per_step),
                                 1000);
  Outputs outputs;
  for (int t = 0; t < countSteps(network, clip); ++t) {
    const float *in = framesAt(network, clip, t);
    std::memcpy(snapshot.bytes.get(), one.bytes.get(), network.state_bytes);
    const auto made = stepOnce(network, one.state, in);
    stepOnce(network, other.state, noise.data());
    EXPECT_EQ(stepOnce(network, snapshot.state, in), made);
    append(outputs, t, made);
  }
  EXPECT_EQ(outputs, GetParam().outputs);
  EXPECT_EQ(flushed(countSteps(network, clip) ? snapshot.state : one.state),
            GetParam().flushed);
}

TEST_P(GoldenTest, NothingComesOfAnEmptyClip) {
  StateMemory memory(network);
  EXPECT_EQ(flush(network, memory.state, {}, 0), std::vector<float>());
}

INSTANTIATE_TEST_SUITE_P(Table, GoldenTest, testing::ValuesIn(goldenRows()),
                         [](const auto &row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Rates, GoldenTest, testing::ValuesIn(goldenRates()),
                         [](const auto &row) { return row.param.name; });
