//===- LayerNetwork.cpp - Networks of layers of one float -----------------===//

#include "LayerNetwork.h"
#include "Kernels.h"

#include <algorithm>
#include <numeric>

using namespace cocc::test;

//===----------------------------------------------------------------------===//
// Clocks and rings
//===----------------------------------------------------------------------===//

int32_t LayerNetwork::add(const Layer &layer, int32_t value) {
  nodes.push_back({{value}, layer});
  return static_cast<int32_t>(nodes.size() - 1);
}

int32_t LayerNetwork::join(std::vector<int32_t> values) {
  nodes.push_back({std::move(values), Layer()});
  return static_cast<int32_t>(nodes.size() - 1);
}

int32_t LayerNetwork::accumulate(int32_t value) {
  nodes.push_back({{value}, Layer(), true});
  return static_cast<int32_t>(nodes.size() - 1);
}

void LayerNetwork::makeSeveral(int32_t value, int64_t frames, int64_t shift) {
  Node &node = nodes[static_cast<size_t>(value)];
  node.several = node.accumulates ? 1 : frames;
  node.shift = shift;
}

int64_t LayerNetwork::gridOf(int64_t period) const {
  return std::gcd(stepTicks(), period);
}

/// The fewest ticks with which every period is whole.
void LayerNetwork::findTicks() {
  ticksPerFrame = 1;
  for (bool isWhole = false; !isWhole;) {
    isWhole = true;
    nodes[0].period = ticksPerFrame;
    for (size_t i = 1; i < nodes.size() && isWhole; ++i) {
      const Layer &layer = nodes[i].layer;
      const auto from = static_cast<size_t>(nodes[i].from[0]);
      const int64_t ticks = nodes[from].period * layer.stride;
      isWhole = ticks % layer.expand == 0;
      nodes[i].period = ticks / layer.expand;
    }
    ticksPerFrame += isWhole ? 0 : 1;
  }
}

void LayerNetwork::findClocks() {
  findTicks();
  for (size_t i = 1; i < nodes.size(); ++i) {
    Node &node = nodes[i];
    node.warmUp = INT64_MIN;
    for (int32_t from : node.from) {
      const Node &value = nodes[static_cast<size_t>(from)];
      const int64_t grid = gridOf(node.period);
      const int64_t tick = value.warmUp + node.layer.lateness() * value.period /
                                              node.layer.expand;
      node.warmUp = std::max(node.warmUp, divideFloor(tick, grid) * grid);
    }
  }
}

int64_t LayerNetwork::lookBack(const Node &value, const Layer &layer,
                               int64_t resultWarmUp) const {
  const int64_t last = stepTicks() - 1 - value.warmUp;
  if (layer.expand == 1)
    return 1 + layer.before - layer.skip +
           divideFloor(last + resultWarmUp, value.period);
  const int64_t fine =
      layer.before - layer.skip + (layer.zeros ? 0 : layer.expand - 1);
  const int64_t grid = gridOf(value.period);
  const int64_t oldest = resultWarmUp + fine * (value.period / layer.expand);
  return 1 + divideFloor(last + divideFloor(oldest, grid) * grid, value.period);
}

int64_t LayerNetwork::countSlots(int32_t number,
                                 const std::vector<int32_t> &outputs) const {
  const Node &value = nodes[static_cast<size_t>(number)];
  int64_t slots = divideCeil(stepTicks(), value.period);
  bool isRepeated = false;
  for (const Node &reader : nodes)
    if (std::ranges::find(reader.from, number) != reader.from.end()) {
      slots = std::max(slots, lookBack(value, reader.layer, reader.warmUp));
      isRepeated |= reader.layer.repeatsEdges;
    }
  if (value.accumulates)
    slots = std::max(slots, lookBack(value, pad(1, 0), value.warmUp));
  // The first step sends what lies before it as well.
  if (std::ranges::find(outputs, number) != outputs.end())
    slots = std::max(
        slots, lookBack(value, Layer(), std::max<int64_t>(0, value.warmUp)));
  return std::max(slots, divideCeil(stepTicks(), value.period) + isRepeated);
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// The taps that meet frames, as a window over the frames themselves.
cocc_operand LayerNetwork::readOf(const Builder &builder, const Layer &layer,
                                  int32_t ring, int64_t phase) const {
  std::vector<int64_t> frames;
  for (int64_t tap = 0; tap < layer.taps; ++tap) {
    const int64_t fine =
        phase * layer.stride + layer.skip - layer.before + tap * layer.dilation;
    if (!layer.zeros || fine % layer.expand == 0)
      frames.push_back(divideFloor(fine, layer.expand));
  }
  const int64_t first = frames.empty() ? 0 : frames[0];
  const int64_t dilation = frames.size() < 2 ? 1 : frames[1] - frames[0];
  cocc_operand operand =
      builder.operand(ring, static_cast<int64_t>(frames.size()), first,
                      layer.expand > 1 ? 1 : layer.stride, dilation);
  if (layer.repeatsEdges)
    operand.padding_offset = COCC_REPEATED_EDGES;
  return operand;
}

static Run runOf(size_t operands, bool isMax) {
  const Run sums[] = {combineTaps<1>, combineTaps<2>, combineTaps<3>};
  return isMax ? combineTaps<1, true> : sums[operands - 1];
}

static Run runSeveralOf(size_t operands, bool isMax) {
  const Run sums[] = {combineSeveral<1>, combineSeveral<2>, combineSeveral<3>};
  return isMax ? combineSeveral<1, true> : sums[operands - 1];
}

void LayerNetwork::addKernel(Builder &builder, const Node &node,
                             int32_t result) const {
  const Layer &layer = node.layer;
  std::vector<Phase> phases;
  for (int64_t number = 0; number < layer.expand; ++number) {
    Phase phase;
    for (int32_t from : node.from)
      phase.operands.push_back(readOf(builder, layer, from, number));
    if (node.accumulates)
      phase.operands.push_back(builder.operand(result, 1, -1));
    for (const cocc_operand &operand : phase.operands)
      phase.constants.push_back(static_cast<float>(operand.taps));
    phase.constants.push_back(layer.bias);
    for (const cocc_operand &operand : phase.operands)
      for (int64_t tap = 0; tap < operand.taps; ++tap)
        phase.constants.push_back(layer.weight(number, tap));
    phase.constants.push_back(static_cast<float>(node.several));
    phase.constants.push_back(
        static_cast<float>(layer.expand * Builder::frameDistance));
    phase.run = runOf(phase.operands.size(), layer.isMax);
    phase.runSeveral = runSeveralOf(phase.operands.size(), layer.isMax);
    phases.push_back(std::move(phase));
  }
  std::vector<cocc_extent> extents;
  const int64_t room =
      layer.before + layer.after - layer.skip - layer.receptiveField();
  for (int32_t from : node.from)
    extents.push_back({from, layer.expand, room, layer.stride});
  builder.kernel(phases, extents, result, -1, node.several);
}

std::unique_ptr<Builder>
LayerNetwork::build(const std::vector<int32_t> &outputs) {
  findClocks();
  auto builder = std::make_unique<Builder>(countSlots(0, outputs),
                                           ticksPerFrame, framesPerStep);
  for (size_t i = 1; i < nodes.size(); ++i) {
    const auto number = static_cast<int32_t>(i);
    const Node &node = nodes[i];
    const int64_t slots = countSlots(number, outputs);
    builder->ring(slots, node.period, node.warmUp, node.shift % slots);
    addKernel(*builder, node, number);
  }
  int64_t flushFrames = 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const Node &value = nodes[static_cast<size_t>(outputs[i])];
    const int32_t ring = builder->ring(1, value.period, value.warmUp);
    const Read read = builder->tap(outputs[i], 1);
    builder->kernel({{sumTaps<1>, {read.operand}, {}}}, {read.extent}, ring,
                    static_cast<int32_t>(i));
    flushFrames = std::max(flushFrames, findFlushFrames(outputs[i]));
  }
  builder->setFlushFrames(flushFrames);
  return builder;
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

int64_t LayerNetwork::countFrames(int32_t value, int64_t frames) const {
  const Node &node = nodes[static_cast<size_t>(value)];
  int64_t count = value == 0 ? frames : INT64_MAX;
  for (int32_t from : node.from)
    count = std::min(count, node.layer.countFrames(countFrames(from, frames)));
  return count;
}

bool LayerNetwork::hasFrames(size_t frames) const {
  for (size_t i = 0; i < nodes.size(); ++i)
    if (countFrames(static_cast<int32_t>(i), static_cast<int64_t>(frames)) == 0)
      return false;
  return true;
}

/// The most frames that a clip has more than its steps have shown.
int64_t LayerNetwork::findFlushFrames(int32_t output) const {
  const Node &value = nodes[static_cast<size_t>(output)];
  int64_t most = 0;
  for (int64_t frames = 1; frames < 100; ++frames) {
    const int64_t steps = frames / framesPerStep;
    const int64_t shown =
        divideCeil(steps * stepTicks() - value.warmUp, value.period);
    most = std::max(most, countFrames(output, frames) -
                              (steps == 0 ? 0 : std::max<int64_t>(0, shown)));
  }
  return most;
}

/// What tap `fine` of a layer sees of a value's frames.
static float tapOf(const Layer &layer, const std::vector<float> &frames,
                   int64_t fine) {
  int64_t frame = divideFloor(fine, layer.expand);
  const auto count = static_cast<int64_t>(frames.size());
  if (layer.zeros && frame * layer.expand != fine)
    return 0;
  if (layer.repeatsEdges)
    frame = std::clamp<int64_t>(frame, 0, count - 1);
  return frame < 0 || frame >= count ? 0 : frames[static_cast<size_t>(frame)];
}

std::vector<float> LayerNetwork::compute(int32_t number,
                                         const std::vector<float> &clip) const {
  if (number == 0)
    return clip;
  const Node &node = nodes[static_cast<size_t>(number)];
  const Layer &layer = node.layer;
  std::vector<std::vector<float>> operands;
  for (int32_t from : node.from)
    operands.push_back(compute(from, clip));
  std::vector<float> result;
  const int64_t frames = countFrames(number, static_cast<int64_t>(clip.size()));
  for (int64_t j = 0; j < frames; ++j) {
    float value = layer.bias;
    for (const std::vector<float> &operand : operands)
      for (int64_t tap = 0; tap < layer.taps; ++tap) {
        const int64_t fine =
            j * layer.stride + layer.skip - layer.before + tap * layer.dilation;
        const float seen =
            tapOf(layer, operand, fine) * layer.weight(j % layer.expand, tap);
        value = layer.isMax ? std::max(value, seen) : value + seen;
      }
    if (node.accumulates && j > 0)
      value += result.back();
    result.push_back(value);
  }
  return result;
}
