//===- YamlWriterTest.cpp - What is written reads as it was ---------------===//

#include "frontends/YamlWriter.h"
#include "frontends/YamlReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

namespace {

std::string write(const NetworkDescription &network) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  writeYaml(network, stream);
  return text;
}

std::string textOf(const std::vector<Name> &names) {
  std::string text;
  for (const Name &name : names)
    text += name.text + ";";
  return text;
}

/// All that a value says, in one line.
std::string show(const GivenValue &value) {
  std::string text = std::to_string(static_cast<int>(value.kind)) + ":";
  // What a list or mapping has as text is no part of it.
  if (value.kind != GivenValue::Kind::List &&
      value.kind != GivenValue::Kind::Mapping &&
      value.kind != GivenValue::Kind::Nothing)
    text += value.text;
  for (const GivenValue &item : value.items)
    text += "<" + show(item) + ">";
  return text;
}

/// All that a layer says but its place, and what a container was called by.
std::string show(const Layer &layer) {
  std::string text = std::to_string(static_cast<int>(layer.kind)) + " " +
                     layer.name.text + " ";
  if (layer.kind == Layer::Kind::Operator)
    text += layer.called;
  if (layer.inputs)
    text += " from " + textOf(*layer.inputs);
  for (const GivenAttribute &attribute : layer.attributes)
    text += " " + attribute.name.text + "=" + show(attribute.value);
  if (layer.weights) {
    text += " weights " + layer.weights->prefix;
    for (const auto &each : layer.weights->tensors)
      text += "|" + each.weight.text + "=" + each.tensor.text;
  }
  text += " " + std::to_string(static_cast<int>(layer.reduce)) +
          std::to_string(static_cast<int>(layer.shrink)) + " (";
  for (const Layer &member : layer.layers)
    text += "\n" + show(member);
  return text + ")";
}

std::string show(const NetworkDescription &network) {
  std::string text = network.name.text;
  for (const NetworkInput &input : network.inputs) {
    text += " " + input.name.text;
    for (int64_t extent : input.shape)
      text += " " + std::to_string(extent);
  }
  if (network.weights)
    text += network.weights->seed
                ? " seed " + std::to_string(*network.weights->seed)
                : " path " + network.weights->path;
  for (const NetworkOutput &output : network.outputs)
    text += " output " + output.name.text + "=" + output.layer.text;
  text += network.alignOutputs ? " aligned" : "";
  for (const Layer &layer : network.layers)
    text += "\n" + show(layer);
  return text;
}

std::optional<NetworkDescription> read(llvm::StringRef text) {
  Problem problem;
  auto network = readYaml(text, problem);
  EXPECT_TRUE(network) << problem.message << "\n" << text.str();
  return network;
}

void expectRoundTrip(const NetworkDescription &network) {
  std::string text = write(network);
  auto again = read(text);
  ASSERT_TRUE(again);
  EXPECT_EQ(show(*again), show(network)) << text;
  EXPECT_EQ(write(*again), text);
}

std::vector<std::string> networkFiles() {
  std::vector<std::string> files;
  for (std::string folder : {"/tests", "/examples"}) {
    std::error_code error;
    llvm::sys::fs::recursive_directory_iterator entry(COCC_SOURCE_DIR + folder,
                                                      error),
        end;
    for (; !error && entry != end; entry.increment(error))
      if (llvm::StringRef(entry->path()).ends_with(".yaml"))
        files.push_back(entry->path());
  }
  llvm::sort(files);
  return files;
}

TEST(YamlWriter, EveryNetworkIsReadBack) {
  size_t networks = 0;
  for (const std::string &file : networkFiles()) {
    SCOPED_TRACE(file);
    auto text = llvm::MemoryBuffer::getFile(file);
    ASSERT_TRUE(text);
    Problem problem;
    auto network = readYaml((*text)->getBuffer(), problem);
    // Some are there to be refused.
    if (!network || network->layers.size() > 10000)
      continue;
    ++networks;
    expectRoundTrip(*network);
  }
  EXPECT_GT(networks, 10u);
}

TEST(YamlWriter, IsReadable) {
  const char *const text = R"(network: net
input: {shape: [1, 4, 8, 8]}
weights: net.safetensors
output: last
layers:
  - conv: {channels: 4, kernel: [1, 3, 3], weights: encoder.0}
  - relu
  - residual:
      - linear: {channels: 4, weights: {weight: W, bias: b.0}}
      - batch_norm: {eps: 1e-5}
  - residual:
      name: block
      inputs: 0
      reduce: mul
      shrink: centered
      layers:
        - gelu: {approximate: tanh}
  - parallel:
      reduce: concat
      branches:
        same: []
        other:
          - add: {inputs: [0, input]}
  - parallel:
      name: last
      branches:
        - []
        -
          - sequential:
              name: inner
              layers: []
          - sequential: []
)";
  auto network = read(text);
  ASSERT_TRUE(network);
  EXPECT_EQ(write(*network), text);
}

TEST(YamlWriter, InputsAndOutputsAreReadable) {
  const char *const text = R"(network: net
inputs:
  rgb: {shape: [1, 3, 8, 8]}
  flow: {shape: [1, 2, 8, 8]}
outputs: {scores: head, features: trunk.2}
align_outputs: true
layers:
  - relu: {name: head, inputs: rgb}
)";
  auto network = read(text);
  ASSERT_TRUE(network);
  EXPECT_EQ(write(*network), text);
}

TEST(YamlWriter, TextStaysText) {
  NetworkDescription network;
  network.name.text = "null";
  network.inputs = {{{"input", {}}, {1, 4}, {}}};
  network.weights = WeightsReference{{}, "a b: #\\c'\"\t\n\x01\x7f\xc3\xa9"};
  Layer &layer = network.layers.emplace_back();
  layer.name.text = "0";
  layer.called = "conv";
  layer.inputs = {{"7", {}}, {"null", {}}, {"~", {}}};
  layer.weights = LayerWeights{{}, "- {no: plain}", {}};
  for (const char *word :
       {"",    "~",    "null", "NULL", "true", "False",       "1",     "-1.5",
        "1e3", ".5",   "010",  "yes",  "- a",  "a: b",        "[",     "]",
        "#",   "a #b", "'",    "\"",   "\n",   "word",        "a.b/c", "*x",
        "&x",  "!x",   "%",    "@",    "a,b",  "\xe2\x80\xa8"})
    layer.attributes.push_back(
        {{"key" + std::to_string(layer.attributes.size()), {}},
         {GivenValue::Kind::Text, {}, word, {}}});
  expectRoundTrip(network);
}

TEST(YamlWriter, Values) {
  auto network = read("network: net\ninput: {shape: [1, 4]}\n"
                      "weights: {seed: 18446744073709551615}\n"
                      "layers:\n  - x: {a: , b: {c: 1}, d: [], e: [1, [2]], "
                      "f: [-1, 1.5, TRUE, word, '1', ~], g: +3, h: .5}\n");
  ASSERT_TRUE(network);
  expectRoundTrip(*network);
}

TEST(YamlWriter, TablesAreNotMentioned) {
  auto network = read("network: net\ninput: {shape: [1, 4]}\nlayers: [relu]\n");
  ASSERT_TRUE(network);
  std::string without = write(*network);
  network->weights.emplace().table =
      std::make_shared<std::map<std::string, StoredTensor>>();
  EXPECT_EQ(write(*network), without);
}

} // namespace
