//===- MaximumClosureTest.cpp - Against trying all sets -------------------===//

#include "compiler/analysis/MaximumClosure.h"
#include "gtest/gtest.h"
#include <random>

using cocc::MaximumClosure;

TEST(MaximumClosure, TakesNothingWithoutProfit) {
  MaximumClosure closure;
  unsigned profit = closure.addProject(5), cost = closure.addProject(-5);
  closure.require(profit, cost);
  EXPECT_EQ(closure.solve(), (std::vector<bool>{false, false}));
}

TEST(MaximumClosure, SharesACost) {
  MaximumClosure closure;
  unsigned cost = closure.addProject(-5);
  for (int i = 0; i < 2; ++i)
    closure.require(closure.addProject(3), cost);
  EXPECT_EQ(closure.solve(), (std::vector<bool>{true, true, true}));
}

TEST(MaximumClosure, FindsTheBestOfAllSets) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    constexpr unsigned count = 8;
    MaximumClosure closure;
    std::vector<int64_t> profits;
    std::vector<std::pair<unsigned, unsigned>> requirements;
    for (unsigned i = 0; i < count; ++i)
      closure.addProject(profits.emplace_back(int64_t(random() % 21) - 10));
    for (unsigned i = 0; i < 10; ++i) {
      auto [a, b] =
          requirements.emplace_back(random() % count, random() % count);
      closure.require(a, b);
    }
    auto evaluate = [&](unsigned set) {
      int64_t profit = 0;
      for (auto [a, b] : requirements)
        if ((set >> a & 1) && !(set >> b & 1))
          return MaximumClosure::never;
      for (unsigned i = 0; i < count; ++i)
        profit += (set >> i & 1) * profits[i];
      return profit;
    };
    int64_t best = 0;
    for (unsigned set = 0; set < 1u << count; ++set)
      best = std::max(best, evaluate(set));
    std::vector<bool> solution = closure.solve();
    unsigned found = 0;
    for (unsigned i = 0; i < count; ++i)
      found |= unsigned(solution[i]) << i;
    ASSERT_EQ(evaluate(found), best) << "round " << round;
  }
}
