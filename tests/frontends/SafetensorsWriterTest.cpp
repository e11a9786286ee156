//===- SafetensorsWriterTest.cpp - What is written can be read ------------===//

#include "frontends/SafetensorsWriter.h"
#include "frontends/WeightsFile.h"
#include "llvm/Support/Endian.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

namespace {

StoredTensor makeTensor(std::vector<int64_t> shape, std::vector<float> values) {
  return {std::move(shape),
          std::make_shared<const std::vector<float>>(std::move(values))};
}

std::string write(const std::map<std::string, StoredTensor> &tensors) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  writeSafetensors(tensors, stream);
  return bytes;
}

std::map<std::string, StoredTensor> roundTrip(const std::string &bytes) {
  std::map<std::string, StoredTensor> tensors;
  auto file = WeightsFile::read(llvm::MemoryBuffer::getMemBufferCopy(bytes));
  if (!file) {
    ADD_FAILURE() << llvm::toString(file.takeError());
    return tensors;
  }
  for (const auto &[name, tensor] : (*file)->getTensors())
    tensors[name] = makeTensor(tensor.shape, tensor.values.vec());
  return tensors;
}

TEST(SafetensorsWriter, IsReadBack) {
  const std::map<std::string, StoredTensor> tensors = {
      {"conv.weight", makeTensor({2, 3}, {1, -2, 3.5f, 4, 5, 6e-20f})},
      {"a \"name\"\n\xc3\xa9", makeTensor({1}, {7})},
      {"none", makeTensor({0, 4}, {})},
      {"scalar", makeTensor({}, {9})}};
  auto read = roundTrip(write(tensors));
  ASSERT_EQ(read.size(), tensors.size());
  for (const auto &[name, tensor] : tensors) {
    ASSERT_TRUE(read.count(name)) << name;
    EXPECT_EQ(read[name].shape, tensor.shape) << name;
    EXPECT_EQ(*read[name].values, *tensor.values) << name;
  }
}

TEST(SafetensorsWriter, Layout) {
  for (const char *name : {"a", "ab", "abc", "abcdefgh"}) {
    std::string bytes = write({{name, makeTensor({1}, {1})}});
    uint64_t header = llvm::support::endian::read64le(bytes.data());
    EXPECT_EQ(header % 8, 0u) << name;
    EXPECT_EQ(bytes.size(), 8 + header + 4);
    EXPECT_EQ(bytes[8], '{');
  }
  EXPECT_TRUE(roundTrip(write({})).empty());
}

} // namespace
