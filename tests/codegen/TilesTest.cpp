//===- TilesTest.cpp - Register tiles of random kernels -------------------===//

#include "compiler/codegen/Schedule.h"
#include "gtest/gtest.h"
#include <random>

using namespace cocc;
using Kind = Reduction::Kind;

namespace {
/// A kernel's extents and sum, and a machine.
struct Work {
  FrameExtents extents;
  Reduction reduction;
  Machine machine;
};

class RandomWork {
public:
  explicit RandomWork(unsigned seed) : random(seed) {}

  Work draw() {
    Work work;
    work.machine.lanes = 4 << draw(0, 2);
    work.machine.registers = work.machine.lanes == 16 ? 32 : 16;
    work.extents.width = draw(1, 60);
    work.extents.height = draw(1, 60);
    Reduction &reduction = work.reduction;
    reduction.kind = static_cast<Kind>(draw(0, 2));
    if (reduction.kind != Kind::None)
      reduction.taps = draw(1, 30);
    if (reduction.kind == Kind::Dense) {
      reduction.channels = draw(1, 300);
      reduction.groups = draw(0, 1) ? draw(1, 8) : 1;
    }
    reduction.outputsPerGroup = draw(1, 80);
    work.extents.channels = reduction.groups * reduction.outputsPerGroup;
    reduction.inputBytes = draw(1, 1 << 20);
    return work;
  }

private:
  int draw(int least, int most) {
    return std::uniform_int_distribution(least, most)(random);
  }

  std::mt19937 random;
};

void checkTile(const Work &work) {
  Tile tile = chooseTile(work.extents, work.reduction, work.machine);
  SCOPED_TRACE(testing::Message()
               << work.extents.channels << " channels in "
               << work.reduction.groups << " groups, " << work.machine.lanes
               << " lanes: " << tile.vectors << " vectors of " << tile.lanes
               << " at " << tile.width << "x" << tile.height);
  EXPECT_GE(tile.lanes, 1);
  EXPECT_LE(tile.lanes, work.machine.lanes);
  EXPECT_GE(tile.vectors, 1);
  EXPECT_LE(tile.getChannels(), work.extents.channels);
  EXPECT_TRUE(tile.width >= 1 && tile.width <= work.extents.width);
  EXPECT_TRUE(tile.height >= 1 && tile.height <= work.extents.height);
  // All sums, one vector of each weight and one of the input are in registers.
  bool sums = work.reduction.kind != Kind::None;
  int registers = tile.vectors * tile.width * tile.height;
  EXPECT_LE(registers + (sums ? tile.vectors + 1 : 0), work.machine.registers);
  if (sums) {
    EXPECT_EQ(work.extents.channels % tile.getChannels(), 0);
  }
  // The channels of a tile read the same inputs.
  if (work.reduction.groups > 1) {
    EXPECT_EQ(work.reduction.outputsPerGroup % tile.getChannels(), 0);
  }
}
} // namespace

TEST(Tiles, FitTheRegistersAndDivideTheChannels) {
  RandomWork random(1);
  for (int i = 0; i < 2000 && !testing::Test::HasFailure(); ++i)
    checkTile(random.draw());
}

TEST(Tiles, HideTheLatencyOfASum) {
  for (int lanes : {8, 16}) {
    Work work;
    work.machine.lanes = lanes;
    work.machine.registers = 2 * lanes;
    work.extents = {64, 28, 28, 1};
    work.reduction = {Kind::Dense, 64, 9, 1, 64, 1 << 20};
    Tile tile = chooseTile(work.extents, work.reduction, work.machine);
    EXPECT_EQ(tile.lanes, lanes);
    // Two multiply-adds a cycle, each ready after four cycles.
    EXPECT_GE(tile.vectors * tile.width * tile.height, 8);
  }
}

TEST(Tiles, LargeWeightsAreReadOnce) {
  Work work;
  work.extents = {512, 7, 7, 1};
  work.reduction = {Kind::Dense, 512, 9, 1, 512, 100 << 10};
  EXPECT_TRUE(
      chooseTile(work.extents, work.reduction, work.machine).channelsOutermost);
  work.reduction = {Kind::Dense, 16, 1, 1, 512, 100 << 10};
  EXPECT_FALSE(
      chooseTile(work.extents, work.reduction, work.machine).channelsOutermost);
}
