//===- StreamGeometryTest.cpp - The algebra against plain counting --------===//

#include "dialect/StreamGeometry.h"
#include "dialect/CeilMode.h"
#include "gtest/gtest.h"
#include <random>
#include <vector>

using namespace cocc::continual;

//===----------------------------------------------------------------------===//
// One layer, counted out
//===----------------------------------------------------------------------===//

namespace {
/// The steps at which a stream's frames appear, in order.
using Steps = std::vector<int64_t>;

/// A layer, as its description says and no formula.
struct Layer {
  int64_t kernel = 1, stride = 1, padding = 0, dilation = 1;
  int64_t lag = 0, skip = 0;
};
} // namespace

static StreamGeometry getGeometry(const Layer &layer) {
  StreamGeometry geometry = windowGeometry(
      layer.kernel, layer.stride, layer.padding, layer.padding, layer.dilation);
  geometry.lag = layer.lag;
  geometry.skip = layer.skip;
  return geometry;
}

/// Whether output `output`'s newest tap lies before `end`, counted in input
/// frames.
static bool endsBefore(const Layer &layer, int64_t output, int64_t end) {
  for (int64_t tap = 0; tap < layer.kernel; ++tap) {
    int64_t frame = output * layer.stride + layer.skip - layer.padding +
                    tap * layer.dilation;
    if (frame + layer.lag >= end)
      return false;
  }
  return true;
}

/// The steps of the layer's outputs: each comes with the first input frame
/// after which all its taps (and as many frames as it is held back) are there.
static Steps run(const Layer &layer, const Steps &input) {
  Steps outputs;
  for (size_t frame = 0; frame < input.size(); ++frame)
    if (endsBefore(layer, outputs.size(), frame + 1))
      outputs.push_back(input[frame]);
  return outputs;
}

/// All outputs of a clip, with the padding behind it.
static int64_t countAll(const Layer &layer, int64_t frames) {
  int64_t outputs = 0;
  while (endsBefore(layer, outputs, frames + layer.padding + layer.lag))
    ++outputs;
  return outputs;
}

static Steps countUp(int64_t frames) {
  Steps steps(frames);
  for (int64_t i = 0; i < frames; ++i)
    steps[i] = i;
  return steps;
}

static Layer drawLayer(std::mt19937 &random) {
  auto draw = [&](int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random);
  };
  Layer layer;
  layer.kernel = draw(1, 4);
  layer.stride = draw(1, 3);
  layer.dilation = draw(1, 3);
  layer.padding = draw(0, layer.dilation * (layer.kernel - 1));
  layer.lag = draw(0, 3) == 0 ? draw(1, 3) : 0;
  layer.skip = draw(0, 3) == 0 ? draw(1, 3) : 0;
  return layer;
}

TEST(StreamGeometry, CountsFramesAsAStreamDoes) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    Layer layer = drawLayer(random);
    StreamGeometry geometry = getGeometry(layer);
    for (int64_t frames = 0; frames < 30; ++frames) {
      Steps outputs = run(layer, countUp(frames));
      ASSERT_EQ(geometry.getFramesBeforeFlush(frames), int64_t(outputs.size()));
      ASSERT_EQ(geometry.getFrames(frames), countAll(layer, frames));
      for (size_t j = 0; j < outputs.size(); ++j)
        ASSERT_EQ(outputs[j],
                  geometry.getWarmUp() + int64_t(j) * geometry.stride);
    }
  }
}

/// Outputs by PyTorch's words: as many as fit rounded up, less a last one that
/// would begin behind the clip.
static int64_t countRoundedUp(const Layer &layer, int64_t frames) {
  int64_t reach = layer.dilation * (layer.kernel - 1) + 1;
  int64_t room = frames + 2 * layer.padding - reach + layer.stride - 1;
  if (room < 0)
    return 0;
  int64_t outputs = room / layer.stride + 1;
  bool beginsBehind = (outputs - 1) * layer.stride >= frames + layer.padding;
  return outputs - beginsBehind;
}

TEST(StreamGeometry, RoundsUpAsPyTorchDoes) {
  std::mt19937 random(5);
  for (int i = 0; i < 500; ++i) {
    Layer layer = drawLayer(random);
    layer.lag = layer.skip = 0;
    layer.padding = std::min(layer.padding, layer.kernel / 2);
    StreamGeometry floored = getGeometry(layer), geometry = floored;
    geometry.padAfter = roundUpPadding(geometry.receptiveField, geometry.stride,
                                       geometry.padAfter);
    for (int64_t frames = 1; frames < 30; ++frames) {
      ASSERT_EQ(geometry.getFrames(frames), countRoundedUp(layer, frames));
      ASSERT_EQ(geometry.getFramesBeforeFlush(frames),
                floored.getFramesBeforeFlush(frames));
    }
  }
}

//===----------------------------------------------------------------------===//
// Layers in a row
//===----------------------------------------------------------------------===//

TEST(StreamGeometry, ComposeIsAssociative) {
  std::mt19937 random(2);
  for (int i = 0; i < 1000; ++i) {
    StreamGeometry a = getGeometry(drawLayer(random));
    StreamGeometry b = getGeometry(drawLayer(random));
    StreamGeometry c = getGeometry(drawLayer(random));
    ASSERT_EQ(compose(compose(a, b), c), compose(a, compose(b, c)));
  }
}

TEST(StreamGeometry, ComposedLayersRunAsOne) {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    Layer a = drawLayer(random), b = drawLayer(random);
    StreamGeometry both = compose(getGeometry(a), getGeometry(b));
    Steps outputs = run(b, run(a, countUp(60)));
    ASSERT_EQ(both.getFramesBeforeFlush(60), int64_t(outputs.size()));
    for (size_t j = 0; j < outputs.size(); ++j)
      ASSERT_EQ(outputs[j], both.getWarmUp() + int64_t(j) * both.stride);
    ASSERT_EQ(both.getFrames(60), countAll(b, countAll(a, 60)));
  }
}

TEST(StreamPosition, ThenAgreesWithCompose) {
  std::mt19937 random(4);
  for (int i = 0; i < 1000; ++i) {
    StreamGeometry a = getGeometry(drawLayer(random));
    StreamGeometry b = getGeometry(drawLayer(random));
    ASSERT_EQ(StreamPosition().then(a).then(b),
              StreamPosition().then(compose(a, b)));
  }
}

TEST(StreamPosition, JoinTakesTheLaterClock) {
  StreamPosition late = StreamPosition().then(windowGeometry(5, 1, 2, 2, 1));
  StreamPosition early = StreamPosition().then(windowGeometry(3, 1, 1, 1, 1));
  StreamPosition both = join(late, early);
  EXPECT_EQ(both, join(early, late));
  EXPECT_EQ(both.clock.warmUp, 2);
  EXPECT_EQ(both.delay, 2);
  EXPECT_EQ(both.getReceptiveField(), 5);
  EXPECT_EQ(both.padding, 2);
}

//===----------------------------------------------------------------------===//
// The golden rows of semantics.md
//===----------------------------------------------------------------------===//

namespace {
struct GoldenRow {
  const char *name;
  std::vector<Layer> layers;
  int64_t frames;
  int64_t warmUp, stride, receptiveField, padding, delay;
  Steps steps;
  int64_t flushed;
};
} // namespace

static const GoldenRow goldenRows[] = {
    {"conv k3", {{3}}, 6, 2, 1, 3, 0, 2, {2, 3, 4, 5}, 0},
    {"conv k3 s2 p1", {{3, 2, 1}}, 5, 1, 2, 3, 1, 1, {1, 3}, 1},
    {"conv k5 s3 p2", {{5, 3, 2}}, 9, 2, 3, 5, 2, 2, {2, 5, 8}, 0},
    {"k2 s3, stride above kernel", {{2, 3}}, 9, 1, 3, 2, 0, 1, {1, 4, 7}, 0},
    {"k1 s2", {{1, 2}}, 5, 0, 2, 1, 0, 0, {0, 2, 4}, 0},
    {"two convs k3 p1", {{3, 1, 1}, {3, 1, 1}}, 4, 2, 1, 5, 2, 2, {2, 3}, 2},
    {"conv k3 s2 p2, conv k3",
     {{3, 2, 2}, {3}},
     10,
     4,
     2,
     7,
     2,
     4,
     {4, 6, 8},
     1},
    {"conv k3 p1, max k2 s2, conv k3 s2 p1",
     {{3, 1, 1}, {2, 2}, {3, 2, 1}},
     32,
     4,
     4,
     8,
     3,
     4,
     {4, 8, 12, 16, 20, 24, 28},
     1},
};

TEST(GoldenRows, HoldByFormula) {
  for (const GoldenRow &row : goldenRows) {
    SCOPED_TRACE(row.name);
    StreamPosition position;
    StreamGeometry whole;
    for (const Layer &layer : row.layers) {
      position = position.then(getGeometry(layer));
      whole = compose(whole, getGeometry(layer));
    }
    EXPECT_EQ(position.clock, (Clock{row.stride, row.warmUp}));
    EXPECT_EQ(position.getReceptiveField(), row.receptiveField);
    EXPECT_EQ(position.padding, row.padding);
    EXPECT_EQ(position.delay, row.delay);
    EXPECT_EQ(whole.getFrames(row.frames),
              int64_t(row.steps.size()) + row.flushed);
  }
}

TEST(GoldenRows, HoldByCounting) {
  for (const GoldenRow &row : goldenRows) {
    SCOPED_TRACE(row.name);
    Steps steps = countUp(row.frames);
    int64_t all = row.frames;
    for (const Layer &layer : row.layers) {
      steps = run(layer, steps);
      all = countAll(layer, all);
    }
    EXPECT_EQ(steps, row.steps);
    EXPECT_EQ(all, int64_t(row.steps.size()) + row.flushed);
  }
}

/// Frame j of a join comes when frame j of the later branch does.
TEST(GoldenRows, JoinsComeWithTheLaterBranch) {
  struct Row {
    const char *name;
    std::vector<Layer> branches;
    int64_t frames;
    Steps steps;
  };
  const Row rows[] = {
      {"residual around k3 p1", {{3, 1, 1}, {}}, 5, {1, 2, 3, 4}},
      {"residual, unpadded k3, leading",
       {{3}, {1, 1, 0, 1, 0, 2}},
       6,
       {2, 3, 4, 5}},
      {"parallel k5 p2, k3 p1, k1",
       {{5, 1, 2}, {3, 1, 1}, {}},
       7,
       {2, 3, 4, 5, 6}},
      {"strided join", {{5, 2, 2}, {3, 2, 1}}, 10, {2, 4, 6, 8}},
      {"strided join with a subsample", {{5, 2, 2}, {1, 2}}, 9, {2, 4, 6, 8}},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    StreamPosition position =
        StreamPosition().then(getGeometry(row.branches[0]));
    Steps latest = run(row.branches[0], countUp(row.frames));
    for (const Layer &branch : row.branches) {
      position = join(position, StreamPosition().then(getGeometry(branch)));
      Steps steps = run(branch, countUp(row.frames));
      for (size_t j = 0; j < latest.size(); ++j)
        latest[j] = std::max(latest[j], steps[j]);
    }
    EXPECT_EQ(latest, row.steps);
    EXPECT_EQ(position.clock.warmUp, row.steps[0]);
    EXPECT_EQ(position.clock.period, row.steps[1] - row.steps[0]);
  }
}
