//===- TorchFuzzTest.cpp - Broken .pt2 files are refused, never fatal -----===//
//
// Breaks a valid file at random places: its bytes, or the JSON in it, with
// checksums that are right. COCC_FUZZ_SEED and COCC_FUZZ_COUNT repeat a run or
// make a longer one.
//
//===----------------------------------------------------------------------===//

#include "TorchSamples.h"
#include "frontends/torch/TorchReader.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

using namespace cocc::frontends;

namespace {

uint64_t setting(const char *name, uint64_t otherwise) {
  const char *value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

class TorchFuzz : public testing::Test {
protected:
  uint64_t seed = setting("COCC_FUZZ_SEED", 1);
  uint64_t count = setting("COCC_FUZZ_COUNT", 2000);
  std::mt19937_64 random{seed};
  size_t accepted = 0;

  size_t below(size_t bound) { return bound ? random() % bound : 0; }

  void check(const std::string &file) {
    Problem problem;
    if (readTorchProgram(file, problem))
      ++accepted;
    else
      EXPECT_FALSE(problem.message.empty());
  }

  void breakBytes(std::string &text) {
    size_t place = below(text.size());
    switch (below(5)) {
    case 0:
      text.insert(place, 1, static_cast<char>(random()));
      break;
    case 1:
      text[place] = static_cast<char>(random());
      break;
    case 2:
      text[place] ^= 1 << below(8);
      break;
    case 3:
      text.erase(place, 1 + below(4));
      break;
    default:
      text.resize(place);
    }
  }

  /// The start and length of a word of JSON.
  std::pair<size_t, size_t> findToken(const std::string &text) {
    static const char *const ends = "{}[],: \n\"";
    size_t start = below(text.size());
    size_t end = text.find_first_of(ends, start + 1);
    start = text.find_last_of(ends, start);
    start = start == std::string::npos ? 0 : start + 1;
    return {start, std::min(end, text.size()) - start};
  }

  /// Puts another word in place of one, or takes a piece of the text twice.
  void breakJson(std::string &text) {
    static const char *const words[] = {
        "0",          "-1",      "1",         "7",       "9223372036854775807",
        "4294967296", "null",    "true",      "{}",      "[]",
        "1e300",      "\"\"",    "x",         "sum_1",   "weight_0",
        "as_int",     "as_none", "as_tensor", "as_expr", "as_name",
        "as_sym_int", "as_ints"};
    auto [start, length] = findToken(text);
    if (below(5) == 0) {
      std::string piece = text.substr(below(text.size()), below(60));
      text.insert(below(text.size()), piece);
    } else if (below(2)) {
      text.replace(start, length, words[below(std::size(words))]);
    } else {
      auto [from, size] = findToken(text);
      text.replace(start, length, text.substr(from, size));
    }
  }
};

TEST_F(TorchFuzz, Bytes) {
  const std::string files[] = {makeZip(sampleEntries()),
                               makeZip(sampleEntries(), true)};
  for (uint64_t i = 0; i < count; ++i) {
    std::string file = files[i % 2];
    for (size_t j = below(4); j < 4 && !file.empty(); ++j)
      breakBytes(file);
    check(file);
  }
}

TEST_F(TorchFuzz, Json) {
  for (uint64_t i = 0; i < count; ++i) {
    Entries entries = sampleEntries();
    for (size_t j = below(3); j < 3; ++j) {
      auto entry = std::next(entries.begin(), below(entries.size()));
      below(4) ? breakJson(entry->second) : breakBytes(entry->second);
      if (entry->second.empty())
        entries.erase(entry);
    }
    check(makeZip(entries));
  }
  // Not all changes matter: names and lines of Python may be anything.
  EXPECT_GT(accepted, 0u);
}

} // namespace
