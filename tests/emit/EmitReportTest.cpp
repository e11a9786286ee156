//===- EmitReportTest.cpp - The reports say what the layout says ----------===//

#include "compiler/codegen/EmitReport.h"
#include "TinyNetwork.h"

#include "llvm/Support/JSON.h"

#include <gtest/gtest.h>

using namespace cocc;
using namespace cocc::test;

TEST(EmitReportTest, JsonHasTheFactsOfTheNetworkAndOfEachLayer) {
  auto parsed =
      llvm::json::parse(emitReport(tinyNetwork("tiny", {.stride = 4})));
  ASSERT_TRUE(static_cast<bool>(parsed)) << toString(parsed.takeError());
  const llvm::json::Object &net = *parsed->getAsObject();
  EXPECT_EQ(net.getString("name"), "tiny");
  const llvm::json::Object &in = *(*net.getArray("inputs"))[0].getAsObject();
  EXPECT_EQ(in.getString("name"), "input");
  EXPECT_EQ(*in.getArray("shape"), llvm::json::Array({1, 2, 3}));
  const llvm::json::Object &out = *(*net.getArray("outputs"))[0].getAsObject();
  EXPECT_EQ(out.getString("name"), "output");
  EXPECT_EQ(*out.getArray("shape"), llvm::json::Array({1, 2, 3}));
  EXPECT_EQ(out.getInteger("receptive_field"), 3);
  EXPECT_EQ(out.getInteger("stride"), 4);
  EXPECT_EQ(out.getInteger("padding"), 1);
  EXPECT_EQ(out.getInteger("delay"), 1);
  EXPECT_EQ(out.getInteger("warm_up"), 1);
  EXPECT_EQ(out.getInteger("flush_frames"), 1);
  EXPECT_EQ(out.getInteger("latency"), 1);
  EXPECT_EQ(out.getInteger("most_frames"), 1);
  EXPECT_EQ(out.getString("rate"), "1/4");
  EXPECT_EQ(net.getInteger("ticks_per_frame"), 1);
  EXPECT_EQ(net.getInteger("frames_per_step"), 1);
  EXPECT_EQ(net.getInteger("block"), 4);
  EXPECT_EQ(net.getInteger("macs_per_step"), 5);
  EXPECT_EQ(net.getInteger("state_bytes"), 384);
  EXPECT_EQ(net.getInteger("parameters"), 8);
  ASSERT_EQ(net.getArray("layers")->size(), 2u);
  const llvm::json::Object &conv = *(*net.getArray("layers"))[0].getAsObject();
  EXPECT_EQ(conv.getString("op"), "conv");
  EXPECT_EQ(conv.getNumber("macs_per_step"), 4.5);
  EXPECT_EQ(conv.getInteger("state_bytes"), 192);
  EXPECT_EQ(*conv.getArray("inputs"), llvm::json::Array({"input"}));
}

TEST(EmitReportTest, TimesAreInFramesOfTheInput) {
  auto parsed = llvm::json::parse(
      emitReport(tinyNetwork("echo", {.repeats = 2, .hold = 1})));
  ASSERT_TRUE(static_cast<bool>(parsed)) << toString(parsed.takeError());
  const llvm::json::Object &net = *parsed->getAsObject();
  EXPECT_EQ(net.getInteger("ticks_per_frame"), 2);
  const llvm::json::Object &out = *(*net.getArray("outputs"))[0].getAsObject();
  EXPECT_EQ(out.getInteger("rate"), 2);
  EXPECT_EQ(out.getNumber("stride"), 0.5);
  EXPECT_EQ(out.getInteger("padding"), 1);
  EXPECT_EQ(out.getNumber("warm_up"), 1.5);
  EXPECT_EQ(out.getNumber("delay"), 1.5);
  EXPECT_EQ(out.getNumber("latency"), 1.5);
  EXPECT_EQ(out.getInteger("most_frames"), 2);
  EXPECT_EQ(out.getInteger("flush_frames"), 3);
  const llvm::json::Object &conv = *(*net.getArray("layers"))[0].getAsObject();
  EXPECT_EQ(conv.getInteger("macs_per_step"), 36);
}

TEST(EmitReportTest, LatencyCountsTheFramesOfAStep) {
  auto parsed = llvm::json::parse(
      emitReport(tinyNetwork("trio", {.stride = 2, .framesPerStep = 3})));
  ASSERT_TRUE(static_cast<bool>(parsed)) << toString(parsed.takeError());
  const llvm::json::Object &net = *parsed->getAsObject();
  EXPECT_EQ(net.getInteger("frames_per_step"), 3);
  EXPECT_EQ(net.getInteger("block"), 2);
  const llvm::json::Object &out = *(*net.getArray("outputs"))[0].getAsObject();
  EXPECT_EQ(out.getInteger("delay"), 1);
  EXPECT_EQ(out.getInteger("latency"), 3);
}

TEST(EmitReportTest, TableShowsRatesWhereStepsAreNoFrames) {
  EXPECT_EQ(
      explainAsTable(tinyNetwork("echo", {.repeats = 2, .hold = 1}), 9),
      "layer  op    shape  rate  clock  delay  receptive field  MACs per step  "
      "MACs per clip of 9  state bytes\n"
      "conv   conv  1x2x3  2     1+0      3/2                3             36  "
      "               324          192\n"
      "tanh   tanh  1x2x3  2     1+0      3/2                3              0  "
      "                 0            0\n"
      "total        1x2x3  2     1+0      3/2                3             36  "
      "               324          448\n"
      "\n"
      "A step takes 1 frame. Clocks are in ticks, 2 to a frame of the input. "
      "With steps of a multiple of 1 frame, every step makes equally many "
      "frames of each value.\n"
      "'output' comes with at most 2 frames a step and a latency of 3/2 frames "
      "of the input.\n");
}

TEST(EmitReportTest, InputsSayTheirFramesWhereTheyHaveRates) {
  NetworkLayout layout = tinyNetwork("tiny", {});
  layout.inputs[0].framesPerStep = 16;
  auto parsed = llvm::json::parse(emitReport(layout));
  ASSERT_TRUE(static_cast<bool>(parsed)) << toString(parsed.takeError());
  const llvm::json::Object &in =
      *(*parsed->getAsObject()->getArray("inputs"))[0].getAsObject();
  EXPECT_EQ(in.getInteger("frames_per_step"), 16);
  const std::string table = explainAsTable(layout, 9);
  EXPECT_NE(table.find("It takes 16 frames of 'input'."), std::string::npos);
  // The first layer, of a clip of 9 frames, 16 times as many of the input.
  EXPECT_NE(table.find("2592"), std::string::npos) << table;
}

TEST(EmitReportTest, TableIsAlignedAndAddsUp) {
  EXPECT_EQ(explainAsTable(tinyNetwork("tiny", {.stride = 4}), 9),
            "layer  op    shape  clock  delay  receptive field  MACs per step  "
            "MACs per clip of 9  state bytes\n"
            "conv   conv  1x2x3  4+1        1                3           4.50  "
            "                54          192\n"
            "tanh   tanh  1x2x3  4+1        1                3              0  "
            "                 0            0\n"
            "total        1x2x3  4+1        1                3              5  "
            "                54          384\n");
}

TEST(EmitReportTest, AClipTooShortCostsNothing) {
  NetworkLayout net = tinyNetwork();
  net.layers[0].extents = {{-1, 1, -3, 1}};
  EXPECT_NE(explainAsTable(net, 3).find(" 18 "), std::string::npos);
  EXPECT_EQ(explainAsTable(net, 2).find(" 36 "), std::string::npos);
}

TEST(EmitReportTest, GraphHasANodeALayerAndAnEdgeAnInput) {
  const std::string graph = explainAsGraph(tinyNetwork(), 9);
  EXPECT_EQ(graph.rfind("digraph \"tiny\" {", 0), 0u);
  EXPECT_NE(graph.find("\"conv\" [label=\"conv\\nconv 1x2x3\\nclock 1+0"),
            std::string::npos);
  EXPECT_NE(graph.find("\"input\" -> \"conv\";"), std::string::npos);
  EXPECT_NE(graph.find("\"conv\" -> \"tanh\";"), std::string::npos);
}
