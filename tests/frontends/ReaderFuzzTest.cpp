//===- ReaderFuzzTest.cpp - Broken files are refused, never fatal ---------===//
//
// Breaks valid files at random places. COCC_FUZZ_SEED and COCC_FUZZ_COUNT
// repeat a run, or make a longer one.
//
//===----------------------------------------------------------------------===//

#include "frontends/Importer.h"
#include "frontends/WeightsFile.h"
#include "frontends/YamlReader.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/Endian.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

using namespace cocc::frontends;

namespace {

const char *const network = R"(network: net
input: {shape: [1, 8, 6, 6]}
weights: {seed: 1}
define:
  block:
    parameters: {channels: , kernel: 1}
    layers:
      - conv: {channels: $channels, kernel: $kernel, groups: 2}
      - relu
layers:
  - residual:
      shrink: centered
      layers: [{avg_pool: {kernel: [3, 1, 1]}}, batch_norm]
  - parallel: {name: p, reduce: concat, branches: {a: [], b: [elu: {alpha: 2}]}}
  - repeat: {count: 2, layers: &again [relu, tanh: {name: t}]}
  - sequential: *again
  - block: {channels: 4, kernel: [1, 3, 3]}
  - add: {inputs: [p.a, later]}
  - delay: {name: later, frames: 2, inputs: p.b}
output: later
)";

std::string weightsFile() {
  std::string header =
      R"({"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
      R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}   )";
  std::string text(8, '\0');
  llvm::support::endian::write64le(text.data(), header.size());
  return text + header + std::string(16, '\1');
}

uint64_t setting(const char *name, uint64_t otherwise) {
  const char *value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

class ReaderFuzz : public testing::Test {
protected:
  uint64_t seed = setting("COCC_FUZZ_SEED", std::random_device()());
  uint64_t count = setting("COCC_FUZZ_COUNT", 2000);
  std::mt19937_64 random{seed};

  size_t below(size_t bound) { return bound ? random() % bound : 0; }

  void breakBytes(std::string &text) {
    static const std::string bytes("\0\n:-[]{}&*$!\"'#,019 \xff\xc3", 22);
    size_t place = below(text.size());
    switch (below(4)) {
    case 0:
      text.insert(place, 1, bytes[below(bytes.size())]);
      break;
    case 1:
      text[place] = bytes[below(bytes.size())];
      break;
    case 2:
      text.erase(place, 1 + below(4));
      break;
    default:
      text.resize(place);
    }
  }

  /// Doubles, drops or moves pieces of the text.
  void breakPieces(std::string &text) {
    size_t from = below(text.size());
    std::string piece = text.substr(from, below(40));
    if (below(2))
      text.erase(from, piece.size());
    if (below(3))
      text.insert(below(text.size()), piece);
  }

  std::string broken(std::string text) {
    for (size_t i = below(4); i < 4 && !text.empty(); ++i)
      below(3) ? breakBytes(text) : breakPieces(text);
    return text;
  }
};

TEST_F(ReaderFuzz, Descriptions) {
  RecordProperty("seed", std::to_string(seed));
  mlir::MLIRContext context;
  for (uint64_t i = 0; i < count; ++i) {
    std::string text = broken(network);
    SCOPED_TRACE("COCC_FUZZ_SEED=" + std::to_string(seed) + "\n" + text);
    size_t errors = 0;
    mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &) {
      ++errors;
      return mlir::success();
    });
    Problem problem;
    std::optional<NetworkDescription> description = readYaml(text, problem);
    if (!description) {
      EXPECT_FALSE(problem.message.empty());
      continue;
    }
    auto module = importNetwork(*description, "net.yaml", context);
    EXPECT_EQ(!module, errors > 0);
    EXPECT_TRUE(!module || succeeded(mlir::verify(*module)));
  }
}

TEST_F(ReaderFuzz, WeightsFiles) {
  for (uint64_t i = 0; i < count; ++i) {
    std::string text = broken(weightsFile());
    SCOPED_TRACE("COCC_FUZZ_SEED=" + std::to_string(seed));
    auto file = WeightsFile::read(llvm::MemoryBuffer::getMemBufferCopy(text));
    if (file)
      continue;
    EXPECT_NE(llvm::toString(file.takeError()), "");
  }
}

} // namespace
