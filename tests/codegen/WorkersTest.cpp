//===- WorkersTest.cpp ----------------------------------------------------===//

#include "compiler/codegen/Workers.h"
#include <cstdlib>
#include <gtest/gtest.h>

using namespace cocc;

namespace {
struct WorkersTest : testing::Test {
  Tasks tasks;
  size_t prepared = 0;
  std::vector<size_t> finished;

  WorkersTest() {
    tasks.count = 20;
    tasks.prepare = [&](size_t) { ++prepared; };
    tasks.run = [](size_t) { return std::string(); };
    tasks.finish = [&](size_t task) { finished.push_back(task); };
  }

  std::string run() { return llvm::toString(runTasks(tasks)); }
};
} // namespace

TEST_F(WorkersTest, EachTaskFinishesOnce) {
  EXPECT_EQ(run(), "");
  std::sort(finished.begin(), finished.end());
  ASSERT_EQ(finished.size(), tasks.count);
  for (size_t task = 0; task < tasks.count; ++task)
    EXPECT_EQ(finished[task], task);
}

TEST_F(WorkersTest, AChildSeesItsOwnAndEarlierPreparationsAlone) {
  tasks.run = [&](size_t task) {
    return prepared == task + 1 ? "" : "prepared " + std::to_string(prepared);
  };
  EXPECT_EQ(run(), "");
}

TEST_F(WorkersTest, TheFirstFailureIsReported) {
  tasks.run = [](size_t task) {
    return task == 3 ? std::string("the third task is wrong") : "";
  };
  EXPECT_EQ(run(), "the third task is wrong");
}

TEST_F(WorkersTest, ACrashIsAFailure) {
  tasks.run = [](size_t task) -> std::string {
    if (task == 0)
      ::_Exit(7);
    return "";
  };
  EXPECT_NE(run().find("the process ended with status"), std::string::npos);
}
