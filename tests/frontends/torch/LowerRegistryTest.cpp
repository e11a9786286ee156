//===- LowerRegistryTest.cpp ----------------------------------------------===//

#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/StringSet.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

/// The second would never be asked.
TEST(LowerRegistry, NoOperatorIsInTwoTables) {
  for (const auto &tables :
       {constantTables(), streamTables(), complexTables()}) {
    llvm::StringSet<> seen;
    for (LowerTable table : tables)
      for (const LowerEntry &entry : table)
        EXPECT_TRUE(seen.insert(entry.op).second) << entry.op.str();
  }
}
