//===- EmitTablesTest.cpp - The object with tables and weights ------------===//

#include "compiler/codegen/EmitTables.h"
#include "TinyNetwork.h"

#include <gtest/gtest.h>

#include <chrono>

using namespace cocc;
using namespace cocc::test;

namespace {

std::string emitted(const NetworkLayout &layout) {
  auto object = emitTables(layout);
  if (object)
    return {object->begin(), object->end()};
  return "error: " + toString(object.takeError());
}

} // namespace

TEST(EmitTablesTest, SameLayoutSameBytes) {
  const std::string object = emitted(tinyNetwork());
  EXPECT_EQ(object.substr(1, 3), "ELF");
  EXPECT_EQ(object, emitted(tinyNetwork()));
}

/// The kernels are no part of the object, so what differs is the fingerprint.
TEST(EmitTablesTest, FingerprintCoversKernels) {
  NetworkLayout other = tinyNetwork();
  other.pipelines[1].object += '\0';
  EXPECT_NE(emitted(other), emitted(tinyNetwork()));
}

TEST(EmitTablesTest, TooManyTapsAreRefusedByTheLayersName) {
  NetworkLayout net = tinyNetwork();
  net.kernels[1].functions[0].operands[0].taps = 1025;
  EXPECT_EQ(emitted(net), "error: layer 'conv+tanh' looks at 1025 frames; at "
                          "most 1024 are possible");
}

TEST(EmitTablesTest, TooManyArgumentsAreRefused) {
  NetworkLayout net = tinyNetwork();
  net.kernels[1].functions[0].weights.assign(62, 0);
  EXPECT_EQ(emitted(net),
            "error: layer 'conv+tanh' has 65 inputs, weights and results; at "
            "most 64 are possible");
}

/// Functions that read alike share what says so.
TEST(EmitTablesTest, EqualTablesAreOne) {
  NetworkLayout net = tinyNetwork();
  const size_t before = emitted(net).size();
  for (int i = 0; i < 100; ++i)
    net.phases.push_back(net.phases[0]);
  net.kernels[1].functions.resize(100, net.kernels[1].functions[0]);
  // A phase takes 16 bytes and three relocations of 24, a function five.
  EXPECT_LT(emitted(net).size(), before + 100 * (16 + 32 + 5 * 24));
}

TEST(EmitTablesTest, TooLargeAStateIsRefused) {
  NetworkLayout net = tinyNetwork();
  net.stateBytes = uint64_t(1) << 33;
  EXPECT_NE(emitted(net).find("at most 8 GiB"), std::string::npos);
}

TEST(EmitTablesTest, LargeWeightsTakeUnderASecond) {
  NetworkLayout net = tinyNetwork();
  for (int32_t kernel = 0; kernel < 150; ++kernel) {
    net.kernels.push_back(net.kernels[1]);
    net.constants.push_back({"weight", std::vector<float>(26000, 1.0f)});
    for (size_t i = 0; i < net.constants.back().values.size(); ++i)
      net.constants.back().values[i] = static_cast<float>(kernel + i);
    net.kernels.back().functions[0].weights = {kernel + 2};
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_GT(emitted(net).size(), 150u * 26000 * sizeof(float));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}
