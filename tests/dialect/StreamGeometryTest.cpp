//===- StreamGeometryTest.cpp - The algebra against plain counting --------===//

#include "dialect/StreamGeometry.h"
#include "dialect/CeilMode.h"
#include "llvm/Support/MathExtras.h"
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

/// Outputs that have come when `frames` steps have been taken.
static int64_t countShown(const StreamGeometry &layer, int64_t frames) {
  return std::max<int64_t>(
      0, llvm::divideCeilSigned(frames - layer.getLateness(), layer.stride));
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
    ASSERT_EQ(geometry.getFrames(0), 0);
    for (int64_t frames = 1; frames < 30; ++frames) {
      Steps outputs = run(layer, countUp(frames));
      ASSERT_EQ(countShown(geometry, frames), int64_t(outputs.size()));
      ASSERT_EQ(geometry.getFrames(frames), countAll(layer, frames));
      for (size_t j = 0; j < outputs.size(); ++j)
        ASSERT_EQ(outputs[j],
                  geometry.getLateness() + int64_t(j) * geometry.stride);
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
      ASSERT_EQ(geometry.getLateness(), floored.getLateness());
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
    ASSERT_EQ(countShown(both, 60), int64_t(outputs.size()));
    for (size_t j = 0; j < outputs.size(); ++j)
      ASSERT_EQ(outputs[j], both.getLateness() + int64_t(j) * both.stride);
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
  EXPECT_EQ(both.padding, 2);
}

//===----------------------------------------------------------------------===//
// Ticks, expansions and steps of several frames
//===----------------------------------------------------------------------===//

namespace {
/// A layer that expands or strides behind a value with some clock.
struct TimedLayer {
  Schedule schedule;
  StreamPosition before;
  StreamGeometry layer;

  StreamPosition getAfter() const {
    return before.then(layer, schedule.framesPerStep);
  }
  int64_t getStep(int64_t tick) const {
    return llvm::divideFloorSigned(tick, schedule.getStepTicks());
  }
  /// The input frames without which output j is not to come.
  int64_t countNeeded(int64_t j) const {
    int64_t last = j * layer.stride + layer.getFirst() + layer.receptiveField +
                   std::max<int64_t>(0, -layer.padAfter);
    return llvm::divideCeilSigned(last, layer.expand);
  }
};
} // namespace

/// With `copies`, pads may repeat the first frame.
static TimedLayer drawTimedLayer(std::mt19937 &random, bool copies = false) {
  auto draw = [&](int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random);
  };
  TimedLayer drawn;
  int64_t factor = draw(1, 4), kernel = draw(1, 4), dilation = draw(1, 3);
  int64_t reach = dilation * (kernel - 1);
  switch (draw(0, 3)) {
  case 0: {
    int64_t crop = draw(0, reach + 2), added = draw(0, factor - 1);
    drawn.layer = windowGeometry(kernel, 1, reach - crop,
                                 reach - crop + added - (factor - 1), dilation);
    drawn.layer.expand = factor;
    drawn.layer.zeros = factor > 1;
    break;
  }
  case 1:
    drawn.layer = upsamplingGeometry(factor, draw(0, 1));
    break;
  case 2:
    drawn.layer = paddingGeometry(draw(-3, 5), draw(-3, 3), copies);
    break;
  default:
    drawn.layer = windowGeometry(kernel, factor, draw(0, reach), draw(0, reach),
                                 dilation);
  }
  // All periods are whole ticks; a start is on its grid.
  drawn.schedule = {draw(1, 3) * drawn.layer.expand, draw(1, 4)};
  drawn.before.ticksPerFrame = drawn.schedule.ticksPerFrame;
  drawn.before.clock.period = draw(1, 3) * drawn.layer.expand;
  drawn.before.clock.warmUp =
      draw(-3, 6) * drawn.schedule.getGrid(drawn.before.clock.period);
  return drawn;
}

/// The least start of the grid with which no output comes before what it needs,
/// by counting.
TEST(Schedule, OutputsComeAsSoonAsTheyCan) {
  std::mt19937 random(6);
  for (int i = 0; i < 2000; ++i) {
    TimedLayer drawn = drawTimedLayer(random);
    Clock after = drawn.getAfter().clock, before = drawn.before.clock;
    int64_t grid = drawn.schedule.getGrid(after.period);
    ASSERT_EQ(after.warmUp % grid, 0);
    auto isLate = [&](int64_t warmUp) {
      for (int64_t j = 0; j < 60; ++j) {
        int64_t last =
            before.warmUp + (drawn.countNeeded(j) - 1) * before.period;
        if (drawn.getStep(warmUp + j * after.period) < drawn.getStep(last))
          return false;
      }
      return true;
    };
    ASSERT_TRUE(isLate(after.warmUp));
    ASSERT_FALSE(isLate(after.warmUp - grid));
  }
}

/// A layer that reads earlier frames starts as one behind a delay does.
TEST(Schedule, LagIsADelayBeforeTheLayer) {
  std::mt19937 random(9);
  for (int i = 0; i < 2000; ++i) {
    TimedLayer drawn = drawTimedLayer(random, /*copies=*/true);
    StreamGeometry delay, late = drawn.layer;
    delay.lag = late.lag = random() % 4;
    int64_t frames = drawn.schedule.framesPerStep;
    ASSERT_EQ(drawn.before.then(late, frames).clock,
              drawn.before.then(delay, frames).then(drawn.layer, frames).clock);
  }
}

/// Slots, by counting over many steps.
TEST(Schedule, RingsAreAsLongAsTheirReadersLookBack) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    TimedLayer drawn = drawTimedLayer(random);
    Clock before = drawn.before.clock, after = drawn.getAfter().clock;
    after.warmUp += (random() % 3) * after.period;
    RingRead read{before, after, getRingReach(drawn.layer, before.period)};
    auto firstFrom = [](Clock clock, int64_t tick) {
      return llvm::divideCeilSigned(tick - clock.warmUp, clock.period);
    };
    int64_t slots = INT64_MIN, kept = INT64_MIN;
    for (int64_t step = 100; step < 400; ++step) {
      int64_t tick = step * drawn.schedule.getStepTicks();
      int64_t next = tick + drawn.schedule.getStepTicks();
      int64_t made = firstFrom(after, tick);
      int64_t fine = made * drawn.layer.stride + drawn.layer.getFirst();
      int64_t oldest = drawn.layer.zeros
                           ? llvm::divideCeilSigned(fine, drawn.layer.expand)
                           : llvm::divideFloorSigned(fine, drawn.layer.expand);
      slots = std::max(slots, firstFrom(before, next) - oldest);
      kept = std::max(kept, firstFrom(before, tick) - oldest);
    }
    ASSERT_GE(read.getSlots(drawn.schedule), slots);
    ASSERT_GE(read.getKeptFrames(drawn.schedule), kept);
    // Of windows the formula is exact; of expansions it counts a grid's worth.
    ASSERT_LE(read.getSlots(drawn.schedule), slots + (drawn.layer.expand > 1));
  }
}

/// The frames of a phase are those of the layer, tap by tap.
TEST(PhaseWindow, ReadsWhatTheLayerReads) {
  std::mt19937 random(8);
  for (int i = 0; i < 1000; ++i) {
    StreamGeometry layer = drawTimedLayer(random).layer;
    int64_t phases = layer.getPhases() * (1 + random() % 2);
    for (int64_t j = 0; j < 3 * phases; ++j) {
      PhaseWindow window = getPhaseWindow(layer, phases, j % phases);
      Steps found, expected;
      for (int64_t tap = 0; tap < window.taps; ++tap)
        found.push_back(j / phases * window.stride + window.first +
                        tap * window.dilation);
      for (int64_t tap = 0; tap < layer.getTaps(); ++tap) {
        int64_t fine =
            j * layer.stride + layer.getFirst() + tap * layer.dilation;
        if (!layer.zeros || fine % layer.expand == 0)
          expected.push_back(llvm::divideFloorSigned(fine, layer.expand));
      }
      ASSERT_EQ(found, expected);
    }
  }
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
    EXPECT_EQ(whole.receptiveField, row.receptiveField);
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
