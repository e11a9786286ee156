//===- AllocationPlannerTest.cpp ------------------------------------------===//

#include "compiler/analysis/AllocationPlanner.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <random>

using cocc::AllocationPlanner;

TEST(AllocationPlanner, SharesWhatIsNotInUseAtOnce) {
  AllocationPlanner planner(64);
  unsigned a = planner.addBlock(100, 0, 1);
  unsigned b = planner.addBlock(100, 1, 2);
  unsigned c = planner.addBlock(100, 2, 3);
  planner.commit();
  EXPECT_EQ(planner.getOffset(a), planner.getOffset(c));
  EXPECT_NE(planner.getOffset(a), planner.getOffset(b));
  EXPECT_EQ(planner.getTotal(), 256u);
  EXPECT_EQ(planner.getUnshared(), 384u);
}

TEST(AllocationPlanner, TakesTheSmallestGap) {
  AllocationPlanner planner(1);
  planner.addBlock(100, 0, 9);
  planner.addBlock(90, 0, 4);
  planner.addBlock(80, 0, 9);
  planner.addBlock(70, 0, 4);
  planner.addBlock(60, 0, 9);
  unsigned small = planner.addBlock(50, 5, 9);
  planner.commit();
  EXPECT_EQ(planner.getTotal(), 400u);
  EXPECT_EQ(planner.getOffset(small), 270u);
}

TEST(AllocationPlanner, NothingNeedsNothing) {
  AllocationPlanner planner(64);
  planner.commit();
  EXPECT_EQ(planner.getTotal(), 0u);
}

TEST(AllocationPlanner, LiveBlocksNeverOverlap) {
  std::mt19937 random(1);
  struct Block {
    uint64_t size;
    unsigned first, last, id;
  };
  for (int round = 0; round < 200; ++round) {
    AllocationPlanner planner(64);
    std::vector<Block> blocks;
    uint64_t live[20] = {};
    for (unsigned i = 0; i < 40; ++i) {
      unsigned first = random() % 20, last = first + random() % (20 - first);
      uint64_t size = 1 + random() % 5000;
      blocks.push_back(
          {size, first, last, planner.addBlock(size, first, last)});
      for (unsigned use = first; use <= last; ++use)
        live[use] += size;
    }
    planner.commit();
    for (const Block &a : blocks) {
      uint64_t offset = planner.getOffset(a.id);
      ASSERT_EQ(offset % 64, 0u);
      ASSERT_LE(offset + a.size, planner.getTotal());
      for (const Block &b : blocks) {
        bool meet = a.id < b.id && a.first <= b.last && b.first <= a.last;
        ASSERT_TRUE(!meet || offset + a.size <= planner.getOffset(b.id) ||
                    planner.getOffset(b.id) + b.size <= offset);
      }
    }
    ASSERT_GE(planner.getTotal(), *std::max_element(live, live + 20));
    ASSERT_LE(planner.getTotal(), planner.getUnshared());
  }
}
