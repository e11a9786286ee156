//===- TorchReaderTest.cpp - What a .pt2 file says ------------------------===//

#include "frontends/torch/TorchReader.h"
#include "TorchSamples.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace cocc::frontends;
using Kind = TorchArgument::Kind;
using testing::Test;

namespace {

class TorchSample : public Test {
protected:
  void SetUp() override {
    Problem problem;
    auto read = readTorchProgram(makeZip(sampleEntries()), problem);
    ASSERT_TRUE(read) << problem.message;
    program = std::move(*read);
  }

  const TorchArgument &argument(size_t node, const char *parameter) {
    const TorchArgument *found = program.nodes.at(node).find(parameter);
    static const TorchArgument missing;
    EXPECT_TRUE(found) << parameter;
    return found ? *found : missing;
  }

  std::vector<double> numbers(const char *name) {
    return *program.constants.at(name).numbers;
  }

  TorchProgram program;
};

TEST_F(TorchSample, Interface) {
  EXPECT_EQ(program.inputs, std::vector<std::string>{"x"});
  EXPECT_EQ(program.outputs, std::vector<std::string>{"sum_1"}); // not None
  const TorchTensorType &x = program.tensors.at("x");
  EXPECT_EQ(x.type, TorchType::Float32);
  ASSERT_EQ(x.sizes.size(), 3u);
  EXPECT_EQ(x.sizes[1].value, 2);
  EXPECT_EQ(x.sizes[1].symbol, "");
  EXPECT_EQ(x.sizes[2].value, 16);
  EXPECT_EQ(x.sizes[2].symbol, "s53");
  EXPECT_EQ(program.integers.at("size").symbol, "Add(Mul(2, s53), -1)");
  EXPECT_EQ(program.integers.at("size").value, 31);
}

TEST_F(TorchSample, Nodes) {
  ASSERT_EQ(program.nodes.size(), 4u);
  const TorchNode &conv = program.nodes[1];
  EXPECT_EQ(conv.name, "conv1d");
  EXPECT_EQ(conv.target, "aten.conv1d.default");
  EXPECT_EQ(conv.results, std::vector<std::string>{"conv1d"});
  EXPECT_EQ(program.nodes[0].results, std::vector<std::string>{"size"});
  // A node without a name is called by its first result.
  EXPECT_EQ(program.nodes[2].name, "getitem");
  EXPECT_EQ(program.nodes[2].results,
            (std::vector<std::string>{"getitem", "split_unused_1", ""}));
  EXPECT_EQ(conv.find("nothing"), nullptr);
}

TEST_F(TorchSample, Origins) {
  const TorchNode &conv = program.nodes[1];
  EXPECT_EQ(conv.modulePath, "blocks.0.conv");
  EXPECT_EQ(conv.moduleClass, "torch.nn.modules.conv.Conv1d");
  ASSERT_TRUE(conv.source);
  EXPECT_EQ(conv.source->file, "/home/me/net.py");
  EXPECT_EQ(conv.source->line, 12u);
  EXPECT_EQ(conv.source->function, "forward");
  EXPECT_EQ(conv.source->code, "y = self.blocks(x)");
  for (const TorchNode &made : {program.nodes[0], program.nodes[2]}) {
    EXPECT_EQ(made.modulePath, "");
    EXPECT_EQ(made.moduleClass, "");
    EXPECT_FALSE(made.source);
  }
}

TEST_F(TorchSample, ArgumentsOfTensors) {
  EXPECT_EQ(argument(1, "input").kind, Kind::Tensor);
  EXPECT_EQ(argument(1, "input").tensors, std::vector<std::string>{"x"});
  EXPECT_EQ(argument(1, "bias").kind, Kind::None);
  EXPECT_EQ(argument(2, "self").kind, Kind::Tensor);
  EXPECT_EQ(argument(3, "tensors").kind, Kind::Tensors);
  EXPECT_EQ(argument(3, "tensors").tensors,
            (std::vector<std::string>{"getitem", "b_k"}));
  EXPECT_EQ(argument(3, "indices").tensors,
            (std::vector<std::string>{"", "c_i"}));
}

TEST_F(TorchSample, ArgumentsOfIntegers) {
  EXPECT_EQ(argument(0, "dim").kind, Kind::Int);
  EXPECT_EQ(argument(0, "dim").ints.at(0).value, 2);
  EXPECT_EQ(argument(1, "stride").kind, Kind::Ints);
  const TorchArgument &size = argument(1, "size");
  ASSERT_EQ(size.ints.size(), 2u);
  EXPECT_EQ(size.ints[0].value, -1);
  EXPECT_EQ(size.ints[1].value, 31);
  EXPECT_EQ(size.ints[1].symbol, "Add(Mul(2, s53), -1)");
  EXPECT_EQ(argument(2, "count").kind, Kind::Int);
  EXPECT_EQ(argument(2, "count").ints.at(0).value, 31);
}

TEST_F(TorchSample, OtherArguments) {
  EXPECT_EQ(argument(2, "low").kind, Kind::Float);
  EXPECT_EQ(argument(2, "low").floats.at(0).value, -INFINITY);
  EXPECT_EQ(argument(2, "high").floats.at(0).value, 2.0);
  EXPECT_EQ(argument(2, "many").kind, Kind::Floats);
  EXPECT_TRUE(std::isnan(argument(2, "many").floats.at(1).value));
  EXPECT_EQ(argument(2, "flag").kind, Kind::Bool);
  EXPECT_EQ(argument(2, "flags").kind, Kind::Bools);
  EXPECT_EQ(argument(2, "flags").bools, (std::vector<bool>{true, false}));
  EXPECT_EQ(argument(2, "mode").text, "same");
  EXPECT_EQ(argument(2, "dtype").type, TorchType::Int64);
  EXPECT_EQ(argument(2, "layout").kind, Kind::Other);
  EXPECT_EQ(argument(2, "layout").text, "memory format");
  EXPECT_EQ(argument(2, "branch").text,
            "a branch or loop with a graph of its own");
}

TEST_F(TorchSample, Constants) {
  EXPECT_EQ(program.constantNames.at("p_w"), "blocks.0.weight");
  const TorchConstant &weight = program.constants.at("blocks.0.weight");
  EXPECT_EQ(weight.sizes, (std::vector<int64_t>{3, 2}));
  EXPECT_EQ(*weight.floats, (std::vector<float>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(numbers("blocks.0.weight"),
            (std::vector<double>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(numbers("tied"), (std::vector<double>{5, 6}));
  EXPECT_EQ(program.constants.at("k").type, TorchType::Float16);
  EXPECT_EQ(program.constants.at("k").floats, nullptr);
  EXPECT_EQ(numbers("k"), (std::vector<double>{1.5, -INFINITY}));
  EXPECT_EQ(numbers("b"), (std::vector<double>{1.5, -3}));
  EXPECT_EQ(numbers("lifted"), (std::vector<double>{-7, 9}));
  EXPECT_EQ(numbers("flags"), (std::vector<double>{1, 0}));
}

TEST(TorchReader, StridesThatNobodyFollows) {
  Entries entries = sampleEntries();
  replaceText(
      entries.at("net/data/weights/model_weights_config.json"),
      R"([{"as_int": 2}], "requires_grad": true, "device": {"type": "cpu"}, "strides": [{"as_int": 1}])",
      R"([{"as_int": 1}, {"as_int": 2}, {"as_int": 1}], "strides": [{"as_int": 9223372036854775807}, {"as_int": 1}, {"as_int": 9223372036854775807}])");
  Problem problem;
  auto program = readTorchProgram(makeZip(entries), problem);
  ASSERT_TRUE(program) << problem.message;
  EXPECT_EQ(*program->constants.at("tied").numbers,
            (std::vector<double>{5, 6}));
}

} // namespace
