//===- WeightsFileTest.cpp - Safetensors, right and wrong -----------------===//

#include "frontends/WeightsFile.h"
#include "llvm/Support/Endian.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

namespace {

std::unique_ptr<llvm::MemoryBuffer> makeFile(std::string header,
                                             std::vector<float> values) {
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string text(8, '\0');
  llvm::support::endian::write64le(text.data(), header.size());
  text += header;
  text.append(reinterpret_cast<const char *>(values.data()),
              values.size() * sizeof(float));
  return llvm::MemoryBuffer::getMemBufferCopy(text);
}

std::string errorOf(std::string header, std::vector<float> values) {
  auto file = WeightsFile::read(makeFile(std::move(header), std::move(values)));
  return file ? "" : llvm::toString(file.takeError());
}

TEST(WeightsFile, ReadsTensors) {
  auto file = WeightsFile::read(makeFile(
      R"({"__metadata__":{"format":"pt"},)"
      R"("b":{"dtype":"F32","shape":[],"data_offsets":[8,12]},)"
      R"("a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
      R"("none":{"dtype":"F32","shape":[0,9],"data_offsets":[12,12]}})",
      {1, 2, 3}));
  ASSERT_TRUE(bool(file)) << llvm::toString(file.takeError());
  const auto &tensors = (*file)->getTensors();
  EXPECT_EQ(tensors.size(), 3u);
  EXPECT_EQ(tensors.at("a").shape, (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(tensors.at("a").values[1], 2.0f);
  EXPECT_EQ(tensors.at("b").values[0], 3.0f);
  EXPECT_TRUE(tensors.at("none").values.empty());
}

TEST(WeightsFile, LeavesOutTheCounterOfBatches) {
  auto file = WeightsFile::read(makeFile(
      R"({"0.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})",
      {0, 0}));
  ASSERT_TRUE(bool(file)) << llvm::toString(file.takeError());
  EXPECT_TRUE((*file)->getTensors().empty());
}

TEST(WeightsFile, RefusesShapesThatOverflow) {
  EXPECT_EQ(
      errorOf(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],)"
              R"("data_offsets":[0,0]}})",
              {}),
      "tensor 'a' has 0 bytes, but its shape needs more than any file has");
}

TEST(WeightsFile, RefusesBytesThatAreNotTheShape) {
  EXPECT_EQ(errorOf(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})",
                    {1, 2}),
            "tensor 'a' has 8 bytes, but its shape needs 12");
}

TEST(WeightsFile, RefusesBadRecords) {
  EXPECT_EQ(errorOf(R"({"a":3})", {}),
            "tensor 'a' needs 'dtype', 'shape' and 'data_offsets'");
  EXPECT_EQ(
      errorOf(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}})", {}),
      "tensor 'a' has a shape that is no list of whole numbers");
  EXPECT_EQ(
      errorOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", {1}),
      "tensor 'a' has 'data_offsets' that are not a begin and an end behind "
      "it");
  EXPECT_EQ(errorOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                    {1, 2}),
            "tensor 'a' starts at byte 4 of the data, but the one before it "
            "ends at 0");
  EXPECT_EQ(errorOf("[]", {}),
            "this is no safetensors file: its header is no JSON object");
}

} // namespace
