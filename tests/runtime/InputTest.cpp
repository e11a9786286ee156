//===- InputTest.cpp - Inputs of integers, and of indices -----------------===//

#include "GoldenNetworks.h"
#include "Kernels.h"
#include "cocc/network.hpp"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>
#include <utility>

using namespace cocc::test;

namespace {

/// A convolution k3 whose input is of `type`, with a limit.
class Limited {
public:
  Limited(int64_t type, int64_t limit) : Limited(type, limit, conv<3>(1, 0)) {}
  Limited(int64_t type, int64_t limit, std::unique_ptr<Builder> of)
      : builder(std::move(of)) {
    network = builder->finish();
    offset = (network.state_bytes + 63) / 64 * 64;
    network.state_bytes = offset + 64;
    input = network.inputs[0];
    input.type = type;
    input.limit = limit;
    network.inputs = &input;
    tables = *network.tables;
    tables.input_offsets = &offset;
    network.tables = &tables;
  }

  cocc_network network;

private:
  std::unique_ptr<Builder> builder;
  cocc_input input;
  cocc_tables tables;
  uint64_t offset;
};

template <typename T>
void expectSums(const cocc_network &network) {
  StateMemory memory(network);
  float out = -1;
  for (T frame = 0; frame < 5; ++frame) {
    EXPECT_EQ(step(&network, memory.state, &frame, &out), frame >= 2);
    if (frame >= 2) {
      EXPECT_EQ(out, 3 * frame - 3);
    }
  }
}

/// A frame that has none, and then one that goes on.
template <typename T>
void expectRefused(const cocc_network &network, T wrong) {
  StateMemory memory(network);
  float out = -1;
  const T one = 1;
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(step(&network, memory.state, &one, &out), 0);
  EXPECT_EQ(step(&network, memory.state, &wrong, &out), COCC_ERROR_VALUE);
  EXPECT_EQ(peek(&network, memory.state, &wrong, &out), COCC_ERROR_VALUE);
  EXPECT_EQ(out, -1);
  EXPECT_EQ(step(&network, memory.state, &one, &out), 1);
  EXPECT_EQ(out, 3);
}

} // namespace

TEST(InputTest, IntegersAreTaken) {
  expectSums<int32_t>(Limited(COCC_INT32, 0).network);
  expectSums<int64_t>(Limited(COCC_INT64, 0).network);
  expectSums<int64_t>(Limited(COCC_INT64, 5).network);
  expectSums<float>(Limited(COCC_FLOAT32, 5).network);
}

/// Each frame of a step is looked at, and each of a flush.
TEST(InputTest, StepsOfSeveralFramesAreTaken) {
  Limited limited(COCC_INT64, 8, conv3OfThree());
  StateMemory memory(limited.network);
  const int64_t frames[] = {0, 1, 2, 3, 4, 8, 6, 7};
  float out[9] = {};
  EXPECT_EQ(step(&limited.network, memory.state, frames, out), 1);
  EXPECT_EQ(step(&limited.network, memory.state, frames + 3, out),
            COCC_ERROR_VALUE);
  EXPECT_EQ(flush(&limited.network, memory.state, nullptr, out, frames + 4, 2),
            COCC_ERROR_VALUE);
  EXPECT_EQ(flush(&limited.network, memory.state, nullptr, out, frames + 6, 2),
            2);
  EXPECT_EQ(out[0], 1 + 2 + 6);
  EXPECT_EQ(out[1], 6 + 7);
}

TEST(InputTest, WhatIsNoIndexIsRefused) {
  for (int64_t wrong : {int64_t(5), int64_t(-1), int64_t(1) << 40,
                        std::numeric_limits<int64_t>::min()})
    expectRefused(Limited(COCC_INT64, 5).network, wrong);
  for (int32_t wrong : {5, -1})
    expectRefused(Limited(COCC_INT32, 5).network, wrong);
  for (float wrong : {5.0f, -1.0f, NAN, INFINITY, -INFINITY})
    expectRefused(Limited(COCC_FLOAT32, 5).network, wrong);
}

TEST(InputTest, IntegersThatFloatLacksAreRefused) {
  expectRefused(Limited(COCC_INT64, 0).network, int64_t(1) << 24);
  expectRefused(Limited(COCC_INT32, 0).network, -(1 << 24));
}

TEST(InputTest, FractionsOfIndicesDoNotMatter) {
  Limited limited(COCC_FLOAT32, 5);
  StateMemory memory(limited.network);
  float out = 0;
  for (float frame : {-0.5f, 4.75f})
    EXPECT_EQ(step(&limited.network, memory.state, &frame, &out), 0);
}

TEST(InputTest, MisalignedIntegersAreRefused) {
  Limited limited(COCC_INT64, 5);
  StateMemory memory(limited.network);
  alignas(8) char bytes[16] = {};
  float out = 0;
  EXPECT_EQ(step(&limited.network, memory.state, bytes + 4, &out),
            COCC_ERROR_ARGUMENT);
}

TEST(InputTest, AFlushEndsWithAWholeFrameOfEachInput) {
  Builder builder(1, 1, 4);
  const int32_t out = builder.ring(1, 1, 0);
  builder.kernel(copyFrame, {builder.tap(0, 1)}, out, /*toCaller=*/true);
  cocc_network network = builder.finish();
  // One frame of the input to two that a step counts.
  cocc_input input = network.inputs[0];
  input.frames_per_step = 2;
  network.inputs = &input;
  StateMemory memory(network);
  const float frame = 1;
  float written[8];
  const void *inputs[] = {&frame};
  float *outputs[] = {written};
  for (int64_t left : {1, 3})
    EXPECT_EQ(cocc_flush(&network, memory.state, inputs, left, nullptr, outputs,
                         nullptr),
              COCC_ERROR_ARGUMENT);
  EXPECT_EQ(
      cocc_flush(&network, memory.state, nullptr, 0, nullptr, outputs, nullptr),
      0);
  const cocc::Stream stream(network);
  EXPECT_THROW(stream.flush(std::vector<float>(2), written),
               std::invalid_argument);
}

TEST(InputTest, StreamsThrow) {
  Limited limited(COCC_INT32, 5);
  cocc::Stream stream(limited.network);
  float out[1];
  EXPECT_THROW(stream.step(std::vector<int32_t>{5}, out), std::out_of_range);
  EXPECT_THROW(stream.step(std::vector<float>{1}, out), std::invalid_argument);
  EXPECT_THROW(stream.step(std::vector<int32_t>{1, 1}, out),
               std::invalid_argument);
  EXPECT_FALSE(stream.step(std::vector<int32_t>{1}, out));
}
