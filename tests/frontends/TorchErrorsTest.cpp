//===- TorchErrorsTest.cpp - What is wrong with a .pt2 file ---------------===//

#include "TorchSamples.h"
#include "frontends/torch/TorchReader.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

namespace {

const std::string modelEntry = "net/models/model.json";
const std::string weightsTable = "net/data/weights/model_weights_config.json";

/// What is wrong with a file; empty if it can be read.
std::string problemOf(const std::string &file) {
  Problem problem;
  if (readTorchProgram(file, problem))
    return "";
  EXPECT_EQ(problem.place.line, 0u);
  return problem.message;
}

std::string problemOf(const Entries &entries) {
  return problemOf(makeZip(entries));
}

/// What is wrong with the sample after a change of one entry's text.
std::string problemAfter(const std::string &entry, const std::string &from,
                         const std::string &to) {
  Entries entries = sampleEntries();
  replaceText(entries.at(entry), from, to);
  return problemOf(entries);
}

#define EXPECT_SAYS(message, part)                                             \
  EXPECT_PRED2(                                                                \
      [](const std::string &all, const std::string &piece) {                   \
        return all.find(piece) != std::string::npos;                           \
      },                                                                       \
      message, std::string(part))

TEST(TorchErrors, Archives) {
  EXPECT_EQ(problemOf(makeZip(sampleEntries(), /*compressed=*/true)), "");
  Entries elsewhere;
  for (const auto &[name, content] : sampleEntries())
    elsewhere[name.substr(4)] = content;
  EXPECT_EQ(problemOf(elsewhere), "");
  std::string file = makeZip(sampleEntries());
  EXPECT_SAYS(problemOf(file.substr(0, file.size() - 30)), "cut off");
  EXPECT_SAYS(problemOf(file.substr(0, 500)), "cut off or damaged");
  size_t place = file.find("y = self");
  file[place] = 'z';
  EXPECT_SAYS(problemOf(file), "'net/models/model.json' is damaged");
}

TEST(TorchErrors, EntriesTwice) {
  Entries entries = sampleEntries();
  entries["net/byteordeR"] = "big";
  std::string file = makeZip(entries);
  for (size_t place; (place = file.find("byteordeR")) != std::string::npos;)
    file[place + 8] = 'r';
  EXPECT_SAYS(problemOf(file), "damaged");
}

TEST(TorchErrors, OtherFiles) {
  EXPECT_SAYS(problemOf(std::string("")), "no zip archive; save the module");
  EXPECT_SAYS(problemOf("network: net"), "torch.export.save(");
  EXPECT_SAYS(problemOf(std::string("\2\0\0\0\0\0\0\0{\"a\": 1}", 16)),
              "safetensors");
  EXPECT_SAYS(problemOf({{"m/constants.pkl", ""}, {"m/data.pkl", ""}}),
              "TorchScript");
  EXPECT_SAYS(problemOf({{"m/data.pkl", ""}}), "file of weights or a pickled");
  EXPECT_SAYS(problemOf({{"serialized_exported_program.json", "{}"}}),
              "PyTorch older than 2.13");
  EXPECT_SAYS(problemOf({{"m/readme", ""}}), "without an entry");
  Entries two = sampleEntries();
  two["net/models/other.json"] = "{}";
  EXPECT_SAYS(problemOf(two), "several programs, 'model' and 'other'");
}

TEST(TorchErrors, Versions) {
  EXPECT_EQ(problemAfter(modelEntry, "\"major\": 8", "\"major\": 9"),
            "the program has schema version 9, of PyTorch 2.13.0; only version "
            "8 is supported: save it with PyTorch 2.13");
  EXPECT_SAYS(problemAfter(modelEntry, "schema_version", "other"),
              "no schema version");
  EXPECT_SAYS(problemAfter("net/byteorder", "little", "big"), "big-endian");
}

TEST(TorchErrors, BrokenJson) {
  Entries entries = sampleEntries();
  std::string &text = entries.at(modelEntry);
  text = std::string(1000000, '[');
  EXPECT_SAYS(problemOf(entries), "nested more than 200 deep");
  text = "[0" + std::string(20000000, ',');
  EXPECT_SAYS(problemOf(entries), "more than 4000000 values");
  text = "{\"a\": \xff}";
  EXPECT_SAYS(problemOf(entries), "is no JSON");
  text = "7";
  EXPECT_SAYS(problemOf(entries), "no exported program");
  EXPECT_SAYS(
      problemAfter(modelEntry, R"({"as_ints": [1]})", R"({"as_ints": ["1"]})"),
      "expected integer at net/models/model.json.graph_module.graph."
      "nodes[1].inputs[3].arg.as_ints[0]");
  EXPECT_SAYS(
      problemAfter(modelEntry, R"({"as_none": true}, "kind")", R"({}, "kind")"),
      "expected object with one key");
  EXPECT_SAYS(problemAfter(modelEntry, "\"-Infinity\"", "\"much\""),
              "expected number");
}

TEST(TorchErrors, BrokenGraphs) {
  EXPECT_SAYS(problemAfter(modelEntry, R"("as_tensor": {"name": "x"})",
                           R"("as_tensor": {"name": "q"})"),
              "'size' reads 'q', which nothing before it makes");
  EXPECT_SAYS(problemAfter(modelEntry, R"("x": {"dtype")", R"("q": {"dtype")"),
              "'x' has no type");
  EXPECT_SAYS(problemAfter(modelEntry, R"([{"as_tensor": {"name": "conv1d"}}])",
                           R"([{"as_tensor": {"name": "x"}}])"),
              "the value 'x' is made twice");
  EXPECT_SAYS(
      problemAfter(modelEntry, R"("name": "sum_1"}])", R"("name": "conv1d"}])"),
      "two calls are named 'conv1d'");
  EXPECT_SAYS(problemAfter(modelEntry, R"({"as_name": "size"}]})",
                           R"({"as_name": "none"}]})"),
              "reads 'none'");
  EXPECT_SAYS(problemAfter(modelEntry, R"("sizes": [{"as_int": 1})",
                           R"("sizes": [{"as_int": -1})"),
              "has the extent -1");
  EXPECT_SAYS(problemAfter(modelEntry, R"("sizes": [{"as_int": 1})",
                           R"("sizes": [{"as_int": 9000000000000000000})"),
              "larger than any memory");
}

TEST(TorchErrors, UnsupportedPrograms) {
  EXPECT_SAYS(
      problemAfter(
          modelEntry, R"({"user_output": {"arg": {"as_none": true}}})",
          R"({"buffer_mutation": {"arg": {"name": "sum_1"}, "buffer_name": "k"}})"),
      "running the program changes 'k'; call eval()");
  EXPECT_SAYS(
      problemAfter(
          modelEntry,
          R"({"constant_input": {"name": "deep", "value": {"as_bool": true}}})",
          R"({"custom_obj": {"arg": {"name": "o", "class_fqn": "C"}, "custom_obj_name": "state"}})"),
      "a constant 'state' that is no tensor");
}

TEST(TorchErrors, MissingWeights) {
  Entries entries = sampleEntries();
  entries.erase("net/data/weights/weight_1");
  EXPECT_SAYS(problemOf(entries),
              "the tensor 'k' needs the entry 'net/data/weights/weight_1', "
              "which the archive does not have");
  entries = sampleEntries();
  entries.at("net/data/weights/weight_0").pop_back();
  EXPECT_SAYS(problemOf(entries),
              "needs 24 bytes, but the archive has 23 of it");
  entries = sampleEntries();
  entries.erase(weightsTable);
  EXPECT_SAYS(problemOf(entries), "no entry '" + weightsTable + "'");
  EXPECT_SAYS(problemAfter(weightsTable, "\"k\"", "\"q\""),
              "the tensor 'k' is not in the archive");
}

TEST(TorchErrors, UnsupportedWeights) {
  EXPECT_SAYS(problemAfter(weightsTable, "\"use_pickle\": false",
                           "\"use_pickle\": true"),
              "Python object");
  EXPECT_SAYS(problemAfter(weightsTable, "\"dtype\": 6", "\"dtype\": 11"),
              "complex");
  EXPECT_SAYS(problemAfter(weightsTable, "\"layout\": 7", "\"layout\": 1"),
              "sparse");
  EXPECT_SAYS(problemAfter(weightsTable, "\"storage_offset\": {\"as_int\": 0}",
                           "\"storage_offset\": {\"as_int\": -1}"),
              "negative");
  EXPECT_SAYS(
      problemAfter(weightsTable, "\"storage_offset\": {\"as_int\": 4}",
                   "\"storage_offset\": {\"as_int\": 9223372036854775807}"),
      "but the archive has 24");
  EXPECT_SAYS(
      problemAfter(weightsTable, "weight_1", "../../../../etc/hostname"),
      "does not have");
  EXPECT_SAYS(problemAfter(weightsTable, "\"strides\": [{\"as_int\": 1}]",
                           "\"strides\": []"),
              "1 sizes but 0 strides");
}

TEST(TorchErrors, Bombs) {
  EXPECT_SAYS(
      problemAfter(
          weightsTable,
          R"("sizes": [{"as_int": 2}], "requires_grad": true, "device": {"type": "cpu"}, "strides": [{"as_int": 1}])",
          R"("sizes": [{"as_int": 1000000000}], "strides": [{"as_int": 0}])"),
      "larger than 64 MiB");
  EXPECT_SAYS(
      problemAfter(
          weightsTable,
          R"("sizes": [{"as_int": 2}], "requires_grad": true, "device": {"type": "cpu"}, "strides": [{"as_int": 1}])",
          R"("sizes": [{"as_int": 4294967296}, {"as_int": 4294967296}, {"as_int": 4294967296}], "strides": [{"as_int": 0}, {"as_int": 0}, {"as_int": 0}])"),
      "more elements than any memory");
  Entries entries = sampleEntries();
  entries.at("net/data/weights/weight_0").resize(size_t(65) << 20);
  std::string file = makeZip(entries, /*compressed=*/true);
  EXPECT_LT(file.size(), 1u << 20);
  EXPECT_SAYS(problemOf(file), "larger than 64 MiB");
}

} // namespace
