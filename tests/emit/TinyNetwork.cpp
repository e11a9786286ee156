//===- TinyNetwork.cpp - A NetworkLayout made by hand ---------------------===//

#include "TinyNetwork.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace cocc;

static std::string contents(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    llvm::report_fatal_error("cannot read " + path);
  return (*file)->getBuffer().str();
}

NetworkLayout cocc::test::tinyNetwork(llvm::StringRef name, int64_t stride) {
  constexpr uint64_t frameBytes = 64;
  NetworkLayout net;
  net.name = name.str();
  StreamFacts stream;
  stream.windows = 3;
  stream.stride = stride;
  stream.padding = stream.paddingAfter = 1;
  stream.delay = stream.warmUp = 1;
  net.inputs = {{"input", {1, 2, 3}}};
  net.outputs = {{"output", {1, 2, 3}, stream, /*flushFrames=*/1}};
  net.macsPerStep = (18 + stride - 1) / stride;
  net.parameters = 8;
  net.rings = {{"input", 128, frameBytes, 3, 1, 0},
               {"conv", 320, frameBytes, 1, stride, 1}};
  net.limitsOffset = 384;
  net.stateBytes = 448;
  net.steadyStep = 2;

  OperandLayout caller;
  caller.paddingOffset = 64;
  OperandLayout taps;
  taps.ring = 0;
  taps.taps = 3;
  taps.paddingOffset = 64;
  taps.receptiveField = 3;
  taps.stride = stride;
  taps.first = -1;
  taps.padAfter = 1;
  KernelLayout copy;
  copy.name = "input";
  copy.operands = {caller};
  KernelLayout conv;
  conv.name = "conv+tanh";
  conv.function = 1;
  conv.operands = {taps};
  conv.weights = {0, 1};
  conv.result = 1;
  conv.output = 0;
  conv.macs = 18;
  net.kernels = {copy, conv};
  net.phases.assign(stride, {0});
  net.phases[1 % stride] = {0, 1};
  net.fills = {{64, frameBytes, 0.0f}};

  const auto [copyObject, convObject] =
      llvm::StringRef(name == "tiny" ? COCC_TINY_KERNELS : COCC_TWIN_KERNELS)
          .split('|');
  net.functions = {{(name + "_copy").str(), contents(copyObject)},
                   {(name + "_conv").str(), contents(convObject)}};
  net.constants = {{"weight", {1, 2, 3, 4, 5, 6}}, {"bias", {0.5f, -0.5f}}};

  LayerReport layer;
  layer.name = "conv";
  layer.op = "conv";
  layer.shape = net.outputs[0].shape;
  layer.stream = stream;
  layer.macsPerFrame = 18;
  layer.stateBytes = 192;
  layer.parameters = 8;
  layer.inputs = {"input"};
  LayerReport tanh = layer;
  tanh.name = tanh.op = "tanh";
  tanh.macsPerFrame = tanh.stateBytes = tanh.parameters = 0;
  tanh.inputs = {"conv"};
  net.layers = {layer, tanh};
  return net;
}
