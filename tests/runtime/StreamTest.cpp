//===- StreamTest.cpp - The C++ view of a stream --------------------------===//

#include "GoldenNetworks.h"
#include "LayerNetwork.h"
#include "cocc/network.hpp"

#include <gtest/gtest.h>

using namespace cocc::test;

namespace {

struct StreamTest : testing::Test {
  std::unique_ptr<Builder> builder = residual();
  const cocc_network &network = builder->finish();
  cocc::Stream stream{network};
  std::vector<float> in = {0}, out = {0};

  bool step(cocc::Stream &into, float value) {
    in[0] = value;
    return into.step(in, out) != 0;
  }
};

} // namespace

TEST_F(StreamTest, StepsAndFlushes) {
  EXPECT_FALSE(step(stream, 0));
  EXPECT_TRUE(step(stream, 1));
  EXPECT_EQ(out[0], 1);
  EXPECT_TRUE(stream.peek(in, out));
  std::vector<float> rest(8);
  EXPECT_EQ(stream.flush(rest), 1u);
  EXPECT_EQ(rest[0], 2);
}

TEST_F(StreamTest, ACopyGoesOnByItself) {
  step(stream, 1);
  cocc::Stream copy = stream;
  step(stream, 2);
  step(copy, 5);
  EXPECT_EQ(out[0], 7);
  copy = stream;
  step(copy, 3);
  EXPECT_EQ(out[0], 8);
}

TEST_F(StreamTest, ResetMakesItFresh) {
  step(stream, 1);
  stream.reset();
  EXPECT_FALSE(step(stream, 1));
}

TEST_F(StreamTest, WrongSizesAreRefused) {
  std::vector<float> two(2);
  EXPECT_THROW(stream.step(two, out), std::invalid_argument);
  EXPECT_THROW(stream.peek(in, std::span<float>()), std::invalid_argument);
  EXPECT_THROW(stream.flush(two), std::invalid_argument);
}

TEST(StreamOfThreeTest, StepsTakeThreeFrames) {
  auto builder = conv3OfThree();
  const cocc_network &network = builder->finish();
  cocc::Stream stream(network);
  std::vector<float> clip = {0, 1, 2, 3, 4, 5, 6, 7}, out(8);
  const std::span<const float> frames(clip);
  EXPECT_EQ(stream.step(frames.subspan(0, 3), out), 1u);
  EXPECT_EQ(stream.peek(frames.subspan(3, 3), out), 2u);
  EXPECT_EQ(stream.step(frames.subspan(3, 3), out), 2u);
  EXPECT_EQ(out[1], 12);
  EXPECT_EQ(stream.flush(frames.subspan(6), out), 1u);
  EXPECT_EQ(out[0], 18);
  EXPECT_EQ(stream.flush(out), 0u);
  EXPECT_THROW(stream.step(frames.subspan(6), out), std::invalid_argument);
  EXPECT_THROW(stream.flush(frames.subspan(0, 3), out), std::invalid_argument);
}

TEST(StreamOfSeveralTest, CountsTheFramesOfEachOutput) {
  LayerNetwork layers;
  const int32_t fine = layers.add(nearest(2), 0);
  auto builder = layers.build({fine, layers.add(conv(2), 0)});
  cocc::Stream stream(builder->finish());
  std::vector<float> in = {1}, twice(2), sums(1);
  const std::vector<cocc::InputFrames> inputs = {in};
  const std::vector<std::span<float>> outputs = {twice, sums};
  const cocc::Counts first = stream.step(inputs, outputs);
  EXPECT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0], 2u);
  EXPECT_EQ(first[1], 0u);
  EXPECT_EQ(stream.step(inputs, outputs)[1], 1u);
  EXPECT_EQ(sums[0], 2);
  EXPECT_EQ(stream.flush(outputs)[0], 0u);
  EXPECT_THROW(stream.step(inputs, {outputs.data(), 1}), std::invalid_argument);
}
