//===- TinyNetwork.cpp - A NetworkLayout made by hand ---------------------===//

#include "TinyNetwork.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <numeric>

using namespace cocc;
using namespace cocc::test;
using llvm::divideCeilSigned;
using llvm::divideFloorSigned;

static std::string contents(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    llvm::report_fatal_error("cannot read " + path);
  return (*file)->getBuffer().str();
}

/// The object files of a network's two kernels.
static std::pair<llvm::StringRef, llvm::StringRef>
objectsOf(llvm::StringRef name) {
  const std::pair<llvm::StringRef, llvm::StringRef> objects[] = {
      {"tiny", COCC_KERNELS_tiny},
      {"twin", COCC_KERNELS_twin},
      {"trio", COCC_KERNELS_trio},
      {"echo", COCC_KERNELS_echo},
      {"early", COCC_KERNELS_early}};
  for (const auto &[network, files] : objects)
    if (network == name)
      return files.split('|');
  llvm::report_fatal_error("no kernels for " + name);
}

namespace {

constexpr uint64_t paddingOffset = 64, ringOffset = 128, slotBytes = 64;
constexpr uint64_t frameBytes = 6 * sizeof(float);
constexpr int64_t macs = 18;

class TinyBuilder {
public:
  explicit TinyBuilder(const TinyOptions &options)
      : options(options), period(options.stride),
        stepTicks(options.repeats * options.framesPerStep),
        warmUp(roundDown((2 - options.before) * options.repeats) +
               options.hold) {}

  NetworkLayout build(llvm::StringRef name);

private:
  /// To where a step begins, as far as the outputs tell.
  int64_t roundDown(int64_t tick) const {
    const int64_t grid = std::gcd(stepTicks, period);
    return divideFloorSigned(tick, grid) * grid;
  }
  int64_t stepOf(int64_t output) const {
    return divideFloorSigned(warmUp + output * period, stepTicks);
  }
  int64_t countBefore(int64_t tick) const {
    return divideCeilSigned(tick - warmUp, period);
  }
  StreamFacts stream() const;
  ExtentLayout extent() const;
  OutputLayout output() const;
  int64_t flushFrames() const;
  int64_t steadyStep() const;
  FunctionLayout copy() const;
  FunctionLayout conv() const;
  void addTables(NetworkLayout &net) const;
  void addLayers(NetworkLayout &net) const;

  TinyOptions options;
  int64_t period, stepTicks, warmUp;
};

StreamFacts TinyBuilder::stream() const {
  StreamFacts stream;
  stream.receptiveField = 3;
  stream.period = period;
  stream.padding = options.before * options.repeats;
  stream.delay = stream.warmUp = warmUp;
  return stream;
}

ExtentLayout TinyBuilder::extent() const {
  const int64_t more = options.before - 1;
  return options.repeats == 1
             ? ExtentLayout{0, 1, more - 1, options.stride}
             : ExtentLayout{0, options.repeats, more * options.repeats - 1, 1};
}

/// Over clips of all lengths.
int64_t TinyBuilder::flushFrames() const {
  const ExtentLayout size = extent();
  int64_t most = 0;
  for (int64_t frames = 1; frames < 40; ++frames) {
    const int64_t room = frames * size.expand + size.room;
    const int64_t steps = frames / options.framesPerStep;
    const int64_t shown =
        steps == 0 ? 0 : std::max<int64_t>(0, countBefore(steps * stepTicks));
    most = std::max(most, (room < 0 ? 0 : room / size.stride + 1) - shown);
  }
  return most;
}

OutputLayout TinyBuilder::output() const {
  const int64_t most =
      std::max(divideCeilSigned(stepTicks, period), countBefore(stepTicks));
  return {"output", {1, 2, 3}, stream(), most, flushFrames()};
}

/// Behind the last output that sees padding, and the frames before the first
/// step.
int64_t TinyBuilder::steadyStep() const {
  const int64_t padded = divideCeilSigned(options.before, options.stride);
  const int64_t behind = stepOf(padded * options.repeats - 1) + 1;
  return std::max<int64_t>({behind, stepOf(-1) + 1, warmUp < 0 ? 1 : 0});
}

FunctionLayout TinyBuilder::copy() const {
  OperandLayout caller;
  caller.paddingOffset = paddingOffset;
  FunctionLayout function;
  function.operands = {caller};
  return function;
}

FunctionLayout TinyBuilder::conv() const {
  OperandLayout taps;
  taps.ring = 0;
  taps.taps = 3;
  taps.paddingOffset = paddingOffset;
  taps.stride = options.stride;
  taps.first = -options.before;
  FunctionLayout function;
  function.pipeline = 1;
  function.operands = {taps};
  function.weights = {0, 1};
  return function;
}

void TinyBuilder::addTables(NetworkLayout &net) const {
  KernelLayout copying, convolving;
  copying.name = "input";
  copying.functions = {copy()};
  copying.extents = {{0, 1, -1, 1}};
  convolving.name = "conv+tanh";
  convolving.functions.assign(options.repeats, conv());
  convolving.extents = {extent()};
  convolving.result = 1;
  convolving.output = 0;
  convolving.macs = macs;
  net.kernels = {copying, convolving};
  const int64_t phases = period / std::gcd(stepTicks, period);
  for (int64_t phase = 0; phase < phases; ++phase) {
    auto &runs = net.phases.emplace_back();
    runs.push_back({0, int32_t(options.framesPerStep)});
    if (const int64_t frames = countBefore((phase + 1) * stepTicks) -
                               countBefore(phase * stepTicks))
      runs.push_back({1, int32_t(frames)});
  }
  net.firstStep = std::min<int64_t>(0, stepOf(0));
  net.steadyStep = steadyStep();
}

void TinyBuilder::addLayers(NetworkLayout &net) const {
  LayerReport layer;
  layer.name = "conv";
  layer.op = "conv";
  layer.shape = net.outputs[0].shape;
  layer.stream = stream();
  layer.macsPerFrame = macs;
  layer.stateBytes = 192;
  layer.parameters = 8;
  layer.inputs = {"input"};
  layer.extents = {extent()};
  layer.extents[0].ring = -1;
  LayerReport tanh = layer;
  tanh.name = tanh.op = "tanh";
  tanh.macsPerFrame = tanh.stateBytes = tanh.parameters = 0;
  tanh.inputs = {"conv"};
  tanh.extents = {{0, 1, -1, 1}};
  net.layers = {layer, tanh};
}

NetworkLayout TinyBuilder::build(llvm::StringRef name) {
  NetworkLayout net;
  net.name = name.str();
  net.ticksPerFrame = options.repeats;
  net.framesPerStep = options.framesPerStep;
  net.block = options.stride;
  net.inputs = {{"input", {1, 2, 3}}};
  net.inputs[0].framesPerStep = options.framesPerStep;
  net.outputs = {output()};
  net.macsPerStep = divideCeilSigned(macs * stepTicks, period);
  net.parameters = 8;
  const int64_t slots =
      options.framesPerStep + 2 + divideCeilSigned(options.hold, stepTicks);
  net.rings = {{"input", ringOffset, slotBytes, slots, 0, options.repeats, 0},
               {"conv", 0, frameBytes, 1, 0, period, warmUp}};
  net.limitsOffset = ringOffset + slots * slotBytes;
  net.stateBytes = net.limitsOffset + 64;
  addTables(net);
  net.fills = {{paddingOffset, slotBytes, 0.0f}};
  const auto [copyObject, convObject] = objectsOf(name);
  net.pipelines = {{(name + "_copy").str(), contents(copyObject)},
                   {(name + "_conv").str(), contents(convObject)}};
  net.constants = {{"weight", {1, 2, 3, 4, 5, 6}}, {"bias", {0.5f, -0.5f}}};
  addLayers(net);
  return net;
}

} // namespace

NetworkLayout cocc::test::tinyNetwork(llvm::StringRef name,
                                      const TinyOptions &options) {
  return TinyBuilder(options).build(name);
}

std::vector<NetworkLayout> cocc::test::tinyNetworks() {
  return {tinyNetwork(), tinyNetwork("twin", {.stride = 2}),
          tinyNetwork("trio", {.stride = 2, .framesPerStep = 3}),
          tinyNetwork("echo", {.repeats = 2, .hold = 1}),
          tinyNetwork("early", {.before = 4})};
}
