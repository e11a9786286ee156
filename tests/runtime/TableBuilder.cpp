//===- TableBuilder.cpp - Tables of networks of one float -----------------===//

#include "TableBuilder.h"
#include "Kernels.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

using namespace cocc::test;

namespace {

constexpr uint64_t paddingOffset = COCC_STATE_ALIGNMENT;
/// Wider than the frame, so that a stride mistaken for a size shows.
constexpr uint64_t slotBytes = Builder::frameDistance * sizeof(float);

} // namespace

int64_t cocc::test::divideFloor(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

int64_t cocc::test::divideCeil(int64_t value, int64_t divisor) {
  return -divideFloor(-value, divisor);
}

Builder::Builder(int64_t inputSlots, int64_t ticksPerFrame,
                 int64_t framesPerStep) {
  network.ticks_per_frame = ticksPerFrame;
  network.frames_per_step = framesPerStep;
  tables.step_ticks = ticksPerFrame * framesPerStep;
  ring(inputSlots, ticksPerFrame, 0);
  kernel(copyFrame, {tap(COCC_CALLER(0), 1)}, 0);
}

int32_t Builder::ring(int64_t slots, int64_t period, int64_t warmUp,
                      int64_t shift) {
  rings.push_back({0, slotBytes, slots, shift, period, warmUp});
  return static_cast<int32_t>(rings.size() - 1);
}

cocc_operand Builder::operand(int32_t ring, int64_t taps, int64_t first,
                              int64_t stride, int64_t dilation) const {
  return {ring,         static_cast<int32_t>(taps), first, stride, dilation,
          paddingOffset};
}

Read Builder::tap(int32_t ring, int32_t taps, Window window) const {
  const int64_t room = window.before + window.after - window.receptiveField;
  return {operand(ring, taps, -window.before, window.stride),
          {std::max(ring, 0), 1, room, window.stride}};
}

void Builder::kernel(Run run, const std::vector<Read> &reads, int32_t result,
                     bool toCaller) {
  Phase phase = {run, {}, {}};
  std::vector<cocc_extent> sizes;
  for (const Read &read : reads) {
    phase.operands.push_back(read.operand);
    sizes.push_back(read.extent);
  }
  kernel({phase}, sizes, result, toCaller ? 0 : -1);
}

void Builder::kernel(const std::vector<Phase> &phases,
                     const std::vector<cocc_extent> &sizes, int32_t result,
                     int32_t output, int64_t several) {
  auto &made = functions.emplace_back();
  for (const Phase &phase : phases) {
    const auto &reads = operands.emplace_back(phase.operands);
    const auto &values = constants.emplace_back(phase.constants);
    const void *const *weight = &weights.emplace_back(values.data());
    made.push_back({phase.run, phase.runSeveral, nullptr, reads.data(), weight,
                    static_cast<int32_t>(reads.size()),
                    values.empty() ? 0 : 1});
  }
  const auto &kept = extents.emplace_back(sizes);
  cocc_kernel kernel = {};
  kernel.functions = made.data();
  kernel.extents = kept.data();
  kernel.name = "kernel";
  kernel.function_count = static_cast<int32_t>(made.size());
  kernel.extent_count = static_cast<int32_t>(kept.size());
  kernel.result = result;
  kernel.output = output;
  kernel.several = several;
  if (output >= 0)
    rings[static_cast<size_t>(result)].slot_bytes = sizeof(float);
  kernels.push_back(kernel);
}

void Builder::layOut() {
  uint64_t end = 2 * COCC_STATE_ALIGNMENT;
  tables.kept_offset = end;
  for (cocc_ring &ring : rings) {
    ring.offset = end;
    end += static_cast<uint64_t>(ring.slots) * ring.slot_bytes;
  }
  tables.kept_bytes = end - tables.kept_offset;
  tables.fresh_offset = end;
  end += tables.first_step < 0 ? tables.kept_bytes : 0;
  tables.limits_offset = (end + 7) / 8 * 8;
  network.state_bytes = tables.limits_offset + rings.size() * sizeof(int64_t);
  fill = {paddingOffset, sizeof(float), padding};
}

/// The frames of a ring before a tick, were there frames at all times.
static int64_t countBefore(const cocc_ring &ring, int64_t tick) {
  return divideCeil(tick - ring.warm_up, ring.period);
}

void Builder::makePhases() {
  const int64_t ticks = tables.step_ticks;
  int64_t count = 1;
  for (const cocc_ring &ring : rings)
    count = std::lcm(count, ring.period / std::gcd(ticks, ring.period));
  for (int64_t phase = 0; phase < count; ++phase) {
    auto &list = runs.emplace_back();
    for (size_t i = 0; i < kernels.size(); ++i) {
      const cocc_ring &ring = resultOf(kernels[i]);
      const int64_t frames = countBefore(ring, (phase + 1) * ticks) -
                             countBefore(ring, phase * ticks);
      if (frames > 0)
        list.push_back({static_cast<int32_t>(i), static_cast<int32_t>(frames)});
    }
    phases.push_back({list.data(), static_cast<int64_t>(list.size())});
  }
}

int64_t Builder::findLastPadded(const cocc_kernel &kernel) const {
  int64_t last = -1;
  for (int32_t phase = 0; phase < kernel.function_count; ++phase) {
    const cocc_function &function = kernel.functions[phase];
    for (int32_t i = 0; i < function.operand_count; ++i) {
      const cocc_operand &operand = function.operands[i];
      for (int64_t m = 0; m * operand.stride + operand.first < 0; ++m)
        last = std::max(last, m * kernel.function_count + phase);
    }
  }
  return last;
}

void Builder::findSteps() {
  for (const cocc_kernel &kernel : kernels) {
    const cocc_ring &result = resultOf(kernel);
    const auto stepOf = [&](int64_t index) {
      return divideFloor(result.warm_up + index * result.period,
                         tables.step_ticks);
    };
    tables.first_step = std::min(tables.first_step, stepOf(0));
    tables.steady_step = std::max(tables.steady_step, stepOf(-1) + 1);
    if (const int64_t padded = findLastPadded(kernel); padded >= 0)
      tables.steady_step = std::max(tables.steady_step, stepOf(padded) + 1);
    if (kernel.output >= 0 && result.warm_up < 0)
      tables.steady_step = std::max<int64_t>(tables.steady_step, 1);
  }
}

void Builder::describeOutputs() {
  for (const cocc_kernel &kernel : kernels) {
    if (kernel.output < 0)
      continue;
    const cocc_ring &ring = resultOf(kernel);
    cocc_output output = {"output", 2, {1, 1}, 1, 1, 0, 0, 0, 1, flushFrames};
    output.period = ring.period;
    output.delay = output.warm_up = ring.warm_up;
    output.most_frames = std::max(divideCeil(tables.step_ticks, ring.period),
                                  countBefore(ring, tables.step_ticks));
    outputs.push_back(output);
  }
}

const cocc_network &Builder::finish() {
  makePhases();
  findSteps();
  layOut();
  describeOutputs();
  tables.rings = rings.data();
  tables.kernels = kernels.data();
  tables.phases = phases.data();
  tables.fills = &fill;
  tables.ring_count = static_cast<int32_t>(rings.size());
  tables.kernel_count = static_cast<int32_t>(kernels.size());
  tables.phase_count = static_cast<int32_t>(phases.size());
  tables.fill_count = 1;
  tables.input_bytes = &inputBytes;
  tables.input_offsets = &inputOffset;
  network.magic = COCC_NETWORK_MAGIC;
  network.abi_version = COCC_ABI_VERSION;
  network.fingerprint = reinterpret_cast<uint64_t>(this);
  network.name = "golden";
  input = {"input",      2,           {1, 1},
           COCC_FLOAT32, /*limit=*/0, network.frames_per_step};
  network.input_count = 1;
  network.output_count = static_cast<int32_t>(outputs.size());
  network.inputs = &input;
  network.outputs = outputs.data();
  network.tables = &tables;
  network.calls = &cocc_own_calls;
  return network;
}

StateMemory::StateMemory(const cocc_network &network)
    : bytes(std::aligned_alloc(COCC_STATE_ALIGNMENT,
                               (network.state_bytes + 63) / 64 * 64),
            std::free),
      state(cocc_init(&network, bytes.get(), network.state_bytes)) {}
