//===- StreamTest.cpp - The C++ view of a stream --------------------------===//

#include "GoldenNetworks.h"
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
    return into.step(in, out);
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
  EXPECT_THROW(stream.peek(in, two), std::invalid_argument);
  EXPECT_THROW(stream.flush(two), std::invalid_argument);
}
