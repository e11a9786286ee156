//===- TorchConstantsTest.cpp - Tensors whose numbers are known -----------===//

#include "frontends/torch/TorchConstants.h"
#include <gtest/gtest.h>
#include <numeric>

using namespace cocc::frontends;

namespace {

/// 0, 1, 2, ... in a shape.
Constant counted(Extents sizes) {
  std::vector<double> numbers(countElements(sizes));
  std::iota(numbers.begin(), numbers.end(), 0.0);
  Constant made = Constant::make(TorchType::Float32, sizes, numbers);
  made.name = "w";
  return made;
}

using Numbers = std::vector<double>;

TEST(TorchConstants, PermutesAndForgetsTheName) {
  Constant turned = counted({2, 3}).permuted({1, 0});
  EXPECT_EQ(turned.sizes, Extents({3, 2}));
  EXPECT_EQ(*turned.numbers, Numbers({0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(turned.name, "");
}

TEST(TorchConstants, KeepsTheNameWhereTheElementsStayInOrder) {
  EXPECT_EQ(counted({2, 3}).reshaped({6}).name, "w");
  EXPECT_EQ(counted({2, 1, 3}).permuted({1, 0, 2}).name, "w");
  EXPECT_EQ(counted({2, 3}).expanded({1, 2, 3})->name, "w");
  EXPECT_EQ(counted({4, 3}).sliced(0, 0, 4, 1).name, "w");
}

TEST(TorchConstants, ExpandsAndRefusesWhatDoesNotFit) {
  EXPECT_EQ(*counted({2, 1}).expanded({2, 2})->numbers, Numbers({0, 0, 1, 1}));
  EXPECT_FALSE(counted({2, 3}).expanded({2, 4}));
  EXPECT_FALSE(counted({2, 3}).expanded({3}));
}

TEST(TorchConstants, Slices) {
  EXPECT_EQ(*counted({2, 4}).sliced(1, 1, 2, 2).numbers, Numbers({1, 3, 5, 7}));
  EXPECT_EQ(*counted({3}).sliced(0, 2, 3, -1).numbers, Numbers({2, 1, 0}));
}

TEST(TorchConstants, Reduces) {
  auto sum = [](llvm::ArrayRef<double> numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0);
  };
  Constant rows = counted({2, 3}).reduced({1}, sum);
  EXPECT_EQ(rows.sizes, Extents({2}));
  EXPECT_EQ(*rows.numbers, Numbers({3, 12}));
  EXPECT_EQ(*counted({2, 3}).reduced({0, 1}, sum).numbers, Numbers({15}));
}

TEST(TorchConstants, Multiplies) {
  auto product = multiplied(counted({2, 2}), counted({2, 2}));
  EXPECT_EQ(*product->numbers, Numbers({2, 3, 6, 11}));
  EXPECT_EQ(*multiplied(counted({2, 2}), counted({2}))->numbers,
            Numbers({1, 3}));
  EXPECT_FALSE(multiplied(counted({2, 2}), counted({3, 2})));
}

TEST(TorchConstants, Concatenates) {
  Constant parts[] = {counted({2, 1}), counted({2, 2})};
  EXPECT_EQ(*concatenated(parts, 1)->numbers, Numbers({0, 0, 1, 1, 2, 3}));
  EXPECT_FALSE(concatenated(parts, 0));
}

} // namespace
