//===- YamlReaderTest.cpp - What the reader makes of the grammar ----------===//

#include "frontends/YamlReader.h"
#include <gtest/gtest.h>

using namespace cocc::frontends;

namespace {

const char *const head = "network: net\ninput: {shape: [1, 8]}\n";

NetworkDescription read(const std::string &text) {
  Problem problem;
  auto network = readYaml(text, problem);
  EXPECT_TRUE(network) << problem.message;
  return network.value_or(NetworkDescription());
}

std::vector<Layer> readLayers(const std::string &layers) {
  return read(head + layers).layers;
}

TEST(YamlReader, ReadsTheTop) {
  NetworkDescription network =
      read("network: net\ninput: {shape: [2, 8, 5, 6]}\nweights: a.b\n"
           "layers: [relu]\noutput: x\n");
  EXPECT_EQ(network.name.text, "net");
  EXPECT_EQ(network.inputs[0].shape, (std::vector<int64_t>{2, 8, 5, 6}));
  EXPECT_EQ(network.weights->path, "a.b");
  EXPECT_EQ(network.weights->place.line, 3u);
  EXPECT_EQ(network.weights->place.column, 10u);
  EXPECT_EQ(network.outputs[0].layer.text, "x");
  EXPECT_EQ(network.outputs[0].name.text, "output");
}

TEST(YamlReader, ReadsInputsAndOutputs) {
  NetworkDescription network =
      read("network: net\ninputs: {a: {shape: [1, 2]}, b: {shape: [1, 3]}}\n"
           "layers: [relu: {inputs: a}]\noutputs: {x: p.q, y: '0'}\n"
           "align_outputs: true\n");
  ASSERT_EQ(network.inputs.size(), 2u);
  EXPECT_EQ(network.inputs[1].name.text, "b");
  EXPECT_EQ(network.inputs[1].shape, (std::vector<int64_t>{1, 3}));
  ASSERT_EQ(network.outputs.size(), 2u);
  EXPECT_EQ(network.outputs[0].name.text, "x");
  EXPECT_EQ(network.outputs[0].layer.text, "p.q");
  EXPECT_TRUE(network.alignOutputs);
  EXPECT_EQ(read(head + std::string("layers: [relu: {name: s}]\noutputs: [s]"))
                .outputs[0]
                .name.text,
            "s");
}

TEST(YamlReader, ReadsSeedsOf64Bits) {
  auto seed = [](const std::string &text) {
    return read(head + ("weights: {seed: " + text + "}\nlayers: [relu]\n"))
        .weights->seed;
  };
  EXPECT_EQ(seed("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(seed("-1"), UINT64_MAX);
  EXPECT_EQ(seed("7"), 7u);
}

TEST(YamlReader, TellsKindsApart) {
  auto layers = readLayers(
      "layers: [x: {a: 1, b: -1.5, c: 1e-5, d: true, e: word, f: '1', g: [1, "
      "2], h: , i: 010, j: .5, k: {l: 1}}]\n");
  std::vector<GivenValue::Kind> kinds;
  for (const GivenAttribute &attribute : layers[0].attributes)
    kinds.push_back(attribute.value.kind);
  using Kind = GivenValue::Kind;
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::Integer, Kind::Number, Kind::Number,
                                      Kind::Flag, Kind::Text, Kind::Text,
                                      Kind::List, Kind::Nothing, Kind::Text,
                                      Kind::Number, Kind::Mapping}));
}

TEST(YamlReader, NamesLayersByTheirPlace) {
  auto layers = readLayers("layers: [relu, tanh: {name: t}, relu: ]\n");
  ASSERT_EQ(layers.size(), 3u);
  EXPECT_EQ(layers[0].name.text, "0");
  EXPECT_EQ(layers[1].name.text, "t");
  EXPECT_EQ(layers[2].name.text, "2");
}

TEST(YamlReader, ReadsContainersInBothForms) {
  auto layers = readLayers(
      "layers:\n  - residual: [relu]\n"
      "  - residual: {reduce: mul, shrink: leading, layers: [relu, tanh]}\n"
      "  - parallel: {reduce: concat, branches: {a: [], b: [relu]}}\n"
      "  - repeat: {count: 2, layers: [relu]}\n");
  EXPECT_EQ(layers[0].kind, Layer::Kind::Residual);
  EXPECT_EQ(layers[0].reduce, Layer::Reduce::Sum);
  EXPECT_EQ(layers[1].reduce, Layer::Reduce::Mul);
  EXPECT_EQ(layers[1].shrink, Layer::Shrink::Leading);
  EXPECT_EQ(layers[1].layers.size(), 2u);
  EXPECT_EQ(layers[2].reduce, Layer::Reduce::Concat);
  EXPECT_EQ(layers[2].layers[0].name.text, "a");
  EXPECT_TRUE(layers[2].layers[0].layers.empty());
  EXPECT_EQ(layers[3].kind, Layer::Kind::Sequential);
  EXPECT_EQ(layers[3].layers[1].name.text, "1");
  EXPECT_EQ(layers[3].layers[1].layers[0].called, "relu");
}

TEST(YamlReader, SubstitutesParameters) {
  auto layers = read(std::string(head) +
                     "define:\n"
                     "  inner: {parameters: {k: 2}, layers: [x: {a: $k}]}\n"
                     "  outer: {parameters: {v: , w: [1, 2]},\n"
                     "          layers: [inner: {k: $v}, inner, y: {b: $w}]}\n"
                     "layers:\n  - outer: {name: o, v: 7}\n")
                    .layers;
  const Layer &outer = layers[0];
  EXPECT_EQ(outer.kind, Layer::Kind::Sequential);
  EXPECT_EQ(outer.name.text, "o");
  const GivenValue &given = outer.layers[0].layers[0].attributes[0].value;
  EXPECT_EQ(given.text, "7");
  EXPECT_EQ(given.place.line, 8u);
  EXPECT_EQ(outer.layers[1].layers[0].attributes[0].value.text, "2");
  EXPECT_EQ(outer.layers[2].attributes[0].value.items.size(), 2u);
}

TEST(YamlReader, RemembersWhereABlockIsUsed) {
  auto layers = read(std::string(head) +
                     "define:\n  inner: {layers: [relu]}\n"
                     "  outer: {layers: [inner]}\nlayers:\n  - outer\n")
                    .layers;
  Place place = layers[0].layers[0].layers[0].name.place;
  EXPECT_EQ(place.line, 4u);
  ASSERT_TRUE(place.usedAt);
  EXPECT_EQ(place.usedAt->line, 5u);
  ASSERT_TRUE(place.usedAt->usedAt);
  EXPECT_EQ(place.usedAt->usedAt->line, 7u);
}

TEST(YamlReader, FollowsAliases) {
  auto layers = readLayers("layers:\n  - sequential: &both [relu, tanh]\n"
                           "  - sequential: *both\n");
  EXPECT_EQ(layers[1].layers[1].called, "tanh");
}

TEST(YamlReader, RefusesDepthThatAliasesMake) {
  std::string text = head;
  text += "define:\n  a0: {layers: [relu]}\n";
  for (int i = 1; i < 200; ++i)
    text += "  a" + std::to_string(i) + ": {layers: [a" +
            std::to_string(i - 1) + "]}\n";
  Problem problem;
  EXPECT_FALSE(readYaml(text + "layers: [a199]\n", problem));
  EXPECT_NE(problem.message.find("nested more than 100 deep"),
            std::string::npos);
}

TEST(YamlReader, RefusesNetworksThatBlocksMakeHuge) {
  std::string text = head;
  text += "define:\n  a0: {layers: [relu]}\n";
  for (int i = 1; i < 40; ++i) {
    std::string before = "a" + std::to_string(i - 1);
    text += "  a" + std::to_string(i) + ": {layers: [" + before + ", " +
            before + "]}\n";
  }
  Problem problem;
  EXPECT_FALSE(readYaml(text + "layers: [a39]\n", problem));
  EXPECT_NE(problem.message.find("more than 100000 layers"), std::string::npos);
}

} // namespace
