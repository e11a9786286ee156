//===- SeededWeightsTest.cpp - The numbers of docs/yaml.md ----------------===//

#include "frontends/SeededWeights.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

// Made by the definition in docs/yaml.md, in Python.
TEST(SeededWeights, AreThoseOfTheDefinition) {
  EXPECT_EQ(drawWeights(1, "0.expand.weight", 3, 0.0f, 1.0f),
            (std::vector<float>{0x1.b98b480000000p-1f, 0x1.7cdc600000000p-2f,
                                0x1.74c4a80000000p-1f}));
  EXPECT_EQ(drawWeights(UINT64_MAX, "a.running_var", 2, 0.5f, 1.5f),
            (std::vector<float>{0x1.3079040000000p+0f, 0x1.3bbf100000000p+0f}));
}

TEST(SeededWeights, DependOnSeedAndNameAlone) {
  auto all = drawWeights(3, "w", 100, -1, 1);
  auto some = drawWeights(3, "w", 10, -1, 1);
  EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin()));
  EXPECT_NE(drawWeights(4, "w", 10, -1, 1), some);
  EXPECT_NE(drawWeights(3, "v", 10, -1, 1), some);
}

TEST(SeededWeights, StayInTheirRange) {
  for (float value : drawWeights(5, "w", 10000, -0.25f, 0.5f)) {
    EXPECT_GE(value, -0.25f);
    EXPECT_LE(value, 0.5f);
  }
}
