//===- LowerStreamTest.cpp - Dimensions of programs and axes of frames ----===//

#include "frontends/torch/LowerStream.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

namespace {

TEST(LowerStream, LeavesTimeOutOfFrames) {
  Stream clip = Stream::ofInput({1, 3, 12, 8}, 2);
  EXPECT_EQ(clip.frameShape(), Extents({1, 3, 8}));
  EXPECT_EQ(clip.sizes(), Extents({1, 3, 12, 8}));
  EXPECT_EQ(clip.frames, Frames({12}));
  EXPECT_EQ(clip.timeDim(), 2);
}

TEST(LowerStream, GivesFramesABatchAndChannels) {
  EXPECT_EQ(Stream::ofInput({6, 4}, 0).frameShape(), Extents({1, 4}));
  EXPECT_EQ(Stream::ofInput({2, 6}, 1).frameShape(), Extents({2, 1}));
}

TEST(LowerStream, ViewsMergeAndSplitWithoutTouchingFrames) {
  Stream clip = Stream::ofInput({2, 12, 6, 4}, 1);
  ASSERT_TRUE(clip.view({24, 2, 3, 4}));
  EXPECT_EQ(clip.frameShape(), Extents({2, 6, 4}));
  EXPECT_EQ(clip.timeDim(), 0);
  EXPECT_FALSE(clip.isTimeAlone(0));
  ASSERT_TRUE(clip.view({2, 12, 24}));
  EXPECT_TRUE(clip.isTimeAlone(1));
  EXPECT_EQ(clip.sizes(), Extents({2, 12, 24}));
}

TEST(LowerStream, RefusesToTakeTimeApart) {
  Stream clip = Stream::ofInput({1, 3, 12}, 2);
  EXPECT_FALSE(clip.view({1, 3, 4, 3}));
  clip = Stream::ofInput({1, 3, 12}, 2);
  EXPECT_FALSE(clip.view({1, 4, 9}));
}

TEST(LowerStream, SplitsAnAtomInDimensionsAndAxes) {
  Stream clip = Stream::ofInput({1, 12, 5}, 2);
  int outer = clip.dims[1].front();
  int inner = clip.split(outer, 3);
  EXPECT_EQ(clip.extentOf(outer), 3);
  EXPECT_EQ(clip.extentOf(inner), 4);
  EXPECT_EQ(clip.dims[1], clip.axes[1]);
  EXPECT_EQ(clip.findAxis({outer, inner}), 1);
  EXPECT_EQ(clip.findAxis(outer), -1);
}

TEST(LowerStream, ResizesADimensionWithItsAxis) {
  Stream clip = Stream::ofInput({1, 12, 5}, 2);
  clip.resize(1, 1, 7);
  EXPECT_EQ(clip.sizes(), Extents({1, 7, 5}));
  EXPECT_EQ(clip.frameShape(), Extents({1, 7}));
}

} // namespace
