//===- RuntimeTest.cpp - What the runtime refuses, and what it promises ---===//

#include "GoldenNetworks.h"
#include "LayerNetwork.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace cocc::test;

namespace {

struct RuntimeTest : testing::Test {
  std::unique_ptr<Builder> builder = conv<3>(1, 1);
  const cocc_network &network = builder->finish();
  StateMemory memory{network};
  float in = 1, out = 0;
};

} // namespace

TEST_F(RuntimeTest, InitRefusesTooLittleMemory) {
  EXPECT_EQ(cocc_init(&network, memory.bytes.get(), network.state_bytes - 1),
            nullptr);
}

TEST_F(RuntimeTest, InitRefusesMisalignedMemory) {
  auto *shifted = static_cast<char *>(memory.bytes.get()) + 16;
  EXPECT_EQ(cocc_init(&network, shifted, network.state_bytes), nullptr);
  EXPECT_EQ(cocc_init(&network, nullptr, network.state_bytes), nullptr);
}

TEST_F(RuntimeTest, InitRefusesAnotherAbi) {
  cocc_network other = network;
  other.abi_version = COCC_ABI_VERSION + 1;
  EXPECT_EQ(cocc_init(&other, memory.bytes.get(), network.state_bytes),
            nullptr);
  EXPECT_EQ(cocc_create(&other), nullptr);
}

TEST_F(RuntimeTest, NullPointersAreRefused) {
  EXPECT_EQ(step(nullptr, memory.state, &in, &out), COCC_ERROR_ARGUMENT);
  EXPECT_EQ(step(&network, nullptr, &in, &out), COCC_ERROR_ARGUMENT);
  EXPECT_EQ(step(&network, memory.state, nullptr, &out), COCC_ERROR_ARGUMENT);
  EXPECT_EQ(peek(&network, memory.state, &in, nullptr), COCC_ERROR_ARGUMENT);
  EXPECT_EQ(flush(&network, memory.state, nullptr, nullptr),
            COCC_ERROR_ARGUMENT);
  EXPECT_EQ(cocc_reset(&network, nullptr), COCC_ERROR_ARGUMENT);
  float *outputs[] = {&out};
  EXPECT_EQ(cocc_step(&network, memory.state, nullptr, outputs, nullptr),
            COCC_ERROR_ARGUMENT);
  EXPECT_EQ(
      cocc_flush(&network, memory.state, nullptr, 0, nullptr, nullptr, nullptr),
      COCC_ERROR_ARGUMENT);
}

TEST_F(RuntimeTest, ForeignStatesAreRefusedAndLeftAlone) {
  auto otherBuilder = conv<3>(1, 1);
  const cocc_network &other = otherBuilder->finish();
  EXPECT_EQ(step(&other, memory.state, &in, &out), COCC_ERROR_STATE);
  EXPECT_EQ(peek(&other, memory.state, &in, &out), COCC_ERROR_STATE);
  EXPECT_EQ(flush(&other, memory.state, nullptr, &out), COCC_ERROR_STATE);
  EXPECT_EQ(cocc_reset(&other, memory.state), COCC_ERROR_STATE);
  EXPECT_EQ(memory.state->step, 0);
}

TEST_F(RuntimeTest, AFlushTakesLessThanAStep) {
  auto ofThree = conv3OfThree();
  const cocc_network &three = ofThree->finish();
  StateMemory fresh(three);
  const float frames[3] = {1, 2, 3};
  float flushed[8];
  for (int64_t wrong : {-1, 3, 4})
    EXPECT_EQ(flush(&three, fresh.state, nullptr, flushed, frames, wrong),
              COCC_ERROR_ARGUMENT);
  EXPECT_EQ(flush(&three, fresh.state, nullptr, flushed, nullptr, 2),
            COCC_ERROR_ARGUMENT);
  float *outputs[] = {flushed};
  EXPECT_EQ(
      cocc_flush(&three, fresh.state, nullptr, 2, nullptr, outputs, nullptr),
      COCC_ERROR_ARGUMENT);
  EXPECT_EQ(flush(&three, fresh.state, nullptr, flushed, frames, 2), 1);
  EXPECT_EQ(flush(&network, memory.state, nullptr, flushed, &in, 1),
            COCC_ERROR_ARGUMENT);
}

/// Steps have brought frames of the padding, but the window has none.
TEST_F(RuntimeTest, AClipTooShortForALayerEndsWithNothing) {
  LayerNetwork layers;
  const int32_t window = layers.add(conv(4), 0);
  auto padded = layers.build({layers.add(pad(2, 0), window)});
  const cocc_network &net = padded->finish();
  StateMemory fresh(net);
  EXPECT_EQ(step(&net, fresh.state, &in, &out), 0);
  EXPECT_EQ(step(&net, fresh.state, &in, &out), 1);
  float flushed[8];
  EXPECT_EQ(flush(&net, fresh.state, nullptr, flushed), 0);
}

TEST_F(RuntimeTest, CountsAreOfEachOutput) {
  LayerNetwork layers(2);
  const int32_t fine = layers.add(nearest(2), 0);
  auto several = layers.build({fine, layers.add(conv(3, 4), fine)});
  const cocc_network &net = several->finish();
  StateMemory fresh(net);
  const float frames[2] = {1, 2};
  const void *inputs[] = {frames};
  float twice[4], sums[1];
  float *outputs[] = {twice, sums};
  int64_t counts[2] = {-1, -1};
  EXPECT_EQ(cocc_step(&net, fresh.state, inputs, outputs, counts), 5);
  EXPECT_EQ(counts[0], 4);
  EXPECT_EQ(counts[1], 1);
  EXPECT_EQ(sums[0], 1 + 1 + 2);
  EXPECT_EQ(cocc_step(&net, fresh.state, nullptr, outputs, counts),
            COCC_ERROR_ARGUMENT);
  EXPECT_EQ(counts[0], 4);
}

/// Frames before the first step are made once, and a reset brings them back
/// however far the stream has gone.
TEST_F(RuntimeTest, AFreshStreamHasWhatLiesBeforeIt) {
  auto front = paddedInFront();
  front->padWith(10);
  const cocc_network &net = front->finish();
  ASSERT_EQ(net.tables->first_step, -4);
  EXPECT_EQ(net.outputs[0].most_frames, 3);
  StateMemory fresh(net);
  float outs[3];
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(peek(&net, fresh.state, &in, outs), 3);
    EXPECT_EQ(step(&net, fresh.state, &in, outs), 3);
    EXPECT_EQ(std::vector<float>(outs, outs + 3),
              std::vector<float>({33, 33, 24}));
    for (int frame = 0; frame < 6; ++frame)
      EXPECT_EQ(step(&net, fresh.state, &in, outs), 1);
    EXPECT_EQ(cocc_reset(&net, fresh.state), 0);
  }
}

TEST_F(RuntimeTest, FlushWantsNoRoomWhereNothingCanCome) {
  auto unpadded = conv<3>(1, 0);
  cocc_network none = unpadded->finish();
  cocc_output output = none.outputs[0];
  output.flush_frames = 0;
  none.outputs = &output;
  StateMemory fresh(none);
  EXPECT_EQ(flush(&none, fresh.state, nullptr, nullptr), 0);
}

/// Though two frames of padding on each side are a window's worth.
TEST_F(RuntimeTest, NothingComesOutOfAnEmptyClip) {
  auto padded = conv<3>(1, 2);
  const cocc_network &wide = padded->finish();
  StateMemory fresh(wide);
  float flushed[8];
  EXPECT_EQ(flush(&wide, fresh.state, nullptr, flushed), 0);
}

namespace {

int inputFrames;

int countInput(void **arguments) {
  ++inputFrames;
  return copyFrame(arguments);
}

} // namespace

TEST_F(RuntimeTest, FlushRunsOnlyWhatHasFramesToCome) {
  const cocc_kernel &input = network.tables->kernels[0];
  const_cast<cocc_function &>(input.functions[0]).run = countInput;
  inputFrames = 0;
  for (int frame = 0; frame < 3; ++frame)
    step(&network, memory.state, &in, &out);
  EXPECT_EQ(flush(&network, memory.state, nullptr, &out), 1);
  EXPECT_EQ(inputFrames, 3);
}

TEST_F(RuntimeTest, PaddingFramesHoldTheirFill) {
  auto padded = conv<3>(1, 1);
  padded->padWith(100);
  const cocc_network &network = padded->finish();
  StateMemory fresh(network);
  step(&network, fresh.state, &in, &out);
  EXPECT_EQ(step(&network, fresh.state, &in, &out), 1);
  EXPECT_EQ(out, 102);
  float flushed[8];
  EXPECT_EQ(flush(&network, fresh.state, nullptr, flushed), 1);
  EXPECT_EQ(flushed[0], 102);
}

TEST_F(RuntimeTest, NanHasLeftAfterTheReceptiveField) {
  float poison = NAN;
  step(&network, memory.state, &poison, &out);
  for (int frame = 0; frame < 2; ++frame) {
    step(&network, memory.state, &in, &out);
    EXPECT_TRUE(std::isnan(out));
  }
  step(&network, memory.state, &in, &out);
  EXPECT_EQ(out, 3);
}

TEST_F(RuntimeTest, AStreamRunsOnBeyond32Bits) {
  memory.state->step = (int64_t(1) << 32) - 2;
  for (int frame = 0; frame < 6; ++frame) {
    in = static_cast<float>(frame);
    ASSERT_EQ(step(&network, memory.state, &in, &out), 1);
    if (frame >= 2) {
      EXPECT_EQ(out, 3 * in - 3);
    }
  }
}

TEST_F(RuntimeTest, ObserverSeesEachKernelThatRan) {
  std::vector<int32_t> seen;
  const auto observe = [](void *context, int32_t kernel) {
    static_cast<std::vector<int32_t> *>(context)->push_back(kernel);
  };
  const void *inputs[] = {&in};
  float *outputs[] = {&out};
  cocc_step_observed(&network, memory.state, inputs, outputs, nullptr, observe,
                     &seen);
  EXPECT_EQ(seen, std::vector<int32_t>({0}));
  seen.clear();
  cocc_step_observed(&network, memory.state, inputs, outputs, nullptr, observe,
                     &seen);
  EXPECT_EQ(seen, std::vector<int32_t>({0, 1}));
}
