//===- LayerTest.cpp - Random networks under random calls -----------------===//
//
// Networks of layers that expand, stride, pad, crop, join and remember, with
// one to five frames a step: whatever the calls, what comes out is the forward
// of the frames so far, bit by bit, since all numbers are small and whole.
//
//===----------------------------------------------------------------------===//

#include "LayerNetwork.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

using namespace cocc::test;

namespace {

class Draw {
public:
  explicit Draw(uint32_t seed) : random(seed) {}

  /// From `least` to `most`.
  int64_t number(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random);
  }
  bool flip() { return number(0, 1) == 1; }
  Layer layer();
  /// Adds a layer or several that end in a join; returns the new value.
  int32_t grow(LayerNetwork &net, int32_t value);

private:
  Layer window(int64_t stride) {
    const int64_t kernel = number(1, 4), dilation = number(1, 2);
    Layer layer = conv(kernel, stride);
    layer.dilation = dilation;
    layer.before = number(0, dilation * (kernel - 1));
    layer.after = number(0, dilation * (kernel - 1));
    layer.repeatsEdges = number(0, 3) == 0;
    return layer;
  }

  std::mt19937 random;
};

Layer Draw::layer() {
  switch (number(0, 5)) {
  case 0:
    return nearest(number(2, 3));
  case 1: {
    const int64_t kernel = number(1, 5), stride = number(2, 3);
    const int64_t padding = number(0, (kernel - 1) / 2);
    return transposed(kernel, stride, padding, number(0, stride - 1));
  }
  case 2:
    return pad(number(-3, 5), number(-2, 3));
  case 3:
    return withBias(pad(0, 0), static_cast<float>(number(1, 3)));
  default:
    return window(number(1, 3));
  }
}

int32_t Draw::grow(LayerNetwork &net, int32_t value) {
  switch (number(0, 7)) {
  case 0:
    return net.accumulate(value);
  case 1:
    return net.join({value, net.add(window(1), value)});
  case 2: {
    const int64_t factor = number(2, 3);
    const int32_t coarse = net.add(conv(factor, factor), value);
    const int32_t inner = net.add(window(1), coarse);
    return net.join({net.add(transposed(factor, factor), inner), value});
  }
  default:
    return net.add(layer(), value);
  }
}

/// A network, a stream of it and the frames that the stream has got.
class Player {
public:
  explicit Player(uint32_t seed)
      : draw(seed), framesPerStep(draw.number(1, 5)), layers(framesPerStep) {
    int32_t value = 0;
    for (int64_t i = draw.number(1, 5); i > 0; --i) {
      const int32_t last = value;
      value = draw.grow(layers, value);
      if (i == 1 && last != 0 && draw.flip())
        outputs.push_back(last);
    }
    outputs.push_back(value);
    for (; value > 0; --value)
      layers.makeSeveral(value, draw.number(1, 4), draw.number(0, 9));
    builder = layers.build(outputs);
    network = &builder->finish();
    memory = std::make_unique<StateMemory>(*network);
    shown.resize(outputs.size());
  }

  void play(int calls) {
    for (int i = 0; i < calls && !testing::Test::HasFailure(); ++i)
      switch (draw.number(0, 9)) {
      case 0:
        reset();
        break;
      case 1:
      case 2:
        peek();
        break;
      case 3:
      case 4:
        flush(draw.number(0, framesPerStep - 1));
        break;
      default:
        step();
      }
  }

private:
  using Frames = std::vector<float>;

  Frames drawFrames(int64_t count) {
    Frames frames;
    for (; count > 0; --count)
      frames.push_back(static_cast<float>(draw.number(-4, 4)));
    return frames;
  }

  /// Room as large as `member` says, with an untouched place behind it.
  std::vector<Frames> makeRoom(int64_t cocc_output::*member) const {
    std::vector<Frames> room;
    for (int32_t i = 0; i < network->output_count; ++i)
      room.emplace_back(static_cast<size_t>(network->outputs[i].*member) + 1,
                        untouched);
    return room;
  }

  /// Checks that each output got frames of `clip` behind those it has shown:
  /// all that are left, or such as it will have however the clip goes on.
  void expectFrames(const Frames &clip, std::vector<Frames> room,
                    const std::vector<int64_t> &counts, bool isEnd) {
    Frames longer = clip;
    const Frames more = drawFrames(isEnd ? 0 : 100);
    longer.insert(longer.end(), more.begin(), more.end());
    for (size_t i = 0; i < room.size(); ++i) {
      EXPECT_EQ(room[i].back(), untouched);
      room[i].resize(static_cast<size_t>(counts[i]));
      Frames expected = layers.compute(outputs[i], longer);
      expected.erase(expected.begin(),
                     expected.begin() + static_cast<int64_t>(std::min(
                                            shown[i], expected.size())));
      if (!isEnd) {
        ASSERT_GE(expected.size(), room[i].size());
        expected.resize(room[i].size());
        // Of a shorter clip PyTorch would make nothing.
        if (layers.hasFrames(clip.size())) {
          EXPECT_LE(shown[i] + room[i].size(),
                    layers.compute(outputs[i], clip).size());
        }
      }
      EXPECT_EQ(room[i], expected);
    }
  }

  void step() {
    const Frames in = drawFrames(framesPerStep);
    const auto counts = run(in, cocc_step);
    got.insert(got.end(), in.begin(), in.end());
    for (size_t i = 0; i < shown.size(); ++i)
      shown[i] += static_cast<size_t>(counts[i]);
  }

  void peek() {
    run(drawFrames(framesPerStep), cocc_peek);
    // Nothing of these must be left.
    const Frames poison(static_cast<size_t>(framesPerStep), NAN);
    const void *inputs[] = {poison.data()};
    auto room = makeRoom(&cocc_output::most_frames);
    cocc_peek(network, memory->state, inputs, addressesOf(room).data(),
              nullptr);
  }

  std::vector<int64_t> run(const Frames &in, decltype(cocc_step) *call) {
    const void *inputs[] = {in.data()};
    auto room = makeRoom(&cocc_output::most_frames);
    std::vector<int64_t> counts(shown.size(), -1);
    const int64_t sum = call(network, memory->state, inputs,
                             addressesOf(room).data(), counts.data());
    Frames clip = got;
    clip.insert(clip.end(), in.begin(), in.end());
    EXPECT_EQ(sum, std::accumulate(counts.begin(), counts.end(), int64_t(0)));
    expectFrames(clip, std::move(room), counts, /*isEnd=*/false);
    return counts;
  }

  void flush(int64_t frames) {
    const Frames rest = drawFrames(frames);
    const void *inputs[] = {rest.data()};
    auto room = makeRoom(&cocc_output::flush_frames);
    std::vector<int64_t> counts(shown.size(), -1);
    const int64_t sum =
        cocc_flush(network, memory->state, frames > 0 ? inputs : nullptr,
                   frames, nullptr, addressesOf(room).data(), counts.data());
    EXPECT_EQ(sum, std::accumulate(counts.begin(), counts.end(), int64_t(0)));
    Frames clip = got;
    clip.insert(clip.end(), rest.begin(), rest.end());
    expectFrames(clip, std::move(room), counts, /*isEnd=*/true);
  }

  void reset() {
    EXPECT_EQ(cocc_reset(network, memory->state), 0);
    got.clear();
    shown.assign(shown.size(), 0);
  }

  static std::vector<float *> addressesOf(std::vector<Frames> &room) {
    std::vector<float *> addresses;
    for (Frames &frames : room)
      addresses.push_back(frames.data());
    return addresses;
  }

  static constexpr float untouched = -1234;

  Draw draw;
  int64_t framesPerStep;
  LayerNetwork layers;
  std::vector<int32_t> outputs;
  std::unique_ptr<Builder> builder;
  const cocc_network *network;
  std::unique_ptr<StateMemory> memory;
  Frames got;
  /// Frames of each output that steps have shown.
  std::vector<size_t> shown;
};

} // namespace

TEST(LayerTest, RandomCallsGiveForward) {
  for (uint32_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Player(seed).play(40);
    ASSERT_FALSE(HasFailure());
  }
}
