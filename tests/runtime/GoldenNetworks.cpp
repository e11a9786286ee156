//===- GoldenNetworks.cpp - Networks of one float, made by hand -----------===//

#include "GoldenNetworks.h"

#include <algorithm>
#include <numeric>

using namespace cocc::test;

namespace {

constexpr uint64_t paddingOffset = COCC_STATE_ALIGNMENT;
/// Unlike the slots of a network of one float, wider than the frame, so that a
/// stride mistaken for a size shows.
constexpr uint64_t slotBytes = 2 * sizeof(float);

} // namespace

Builder::Builder(int64_t inputSlots) {
  ring(inputSlots, 1, 0);
  kernel(copyFrame, {tap(COCC_CALLER(0), 1)}, 0);
}

int32_t Builder::ring(int64_t slots, int64_t period, int64_t warmUp) {
  rings.push_back({0, slotBytes, slots, period, warmUp});
  return static_cast<int32_t>(rings.size() - 1);
}

cocc_operand Builder::tap(int32_t ring, int32_t taps, Window window) const {
  return {ring,           taps,          -window.before,        window.stride,
          /*dilation=*/1, paddingOffset, window.receptiveField, window.after};
}

void Builder::kernel(Run run, std::vector<cocc_operand> reads, int32_t result,
                     bool toCaller) {
  const auto &kept = operands.emplace_back(std::move(reads));
  cocc_kernel kernel = {};
  kernel.run = run;
  kernel.name = "kernel";
  kernel.operands = kept.data();
  kernel.operand_count = static_cast<int32_t>(kept.size());
  kernel.result = result;
  kernel.output = toCaller ? 0 : -1;
  kernels.push_back(kernel);
}

void Builder::layOut() {
  uint64_t end = 2 * COCC_STATE_ALIGNMENT;
  for (cocc_ring &ring : rings) {
    ring.offset = end;
    end += static_cast<uint64_t>(ring.slots) * ring.slot_bytes;
  }
  tables.limits_offset = end;
  network.state_bytes = end + rings.size() * sizeof(int64_t);
  fill = {paddingOffset, sizeof(float), padding};
}

void Builder::makePhases() {
  int64_t count = 1;
  for (const cocc_ring &ring : rings)
    count = std::lcm(count, ring.period);
  phaseKernels.resize(static_cast<size_t>(count));
  for (int64_t phase = 0; phase < count; ++phase) {
    auto &list = phaseKernels[static_cast<size_t>(phase)];
    for (size_t i = 0; i < kernels.size(); ++i) {
      const cocc_ring &clock = rings[static_cast<size_t>(kernels[i].result)];
      if ((phase + clock.warm_up * (clock.period - 1)) % clock.period == 0)
        list.push_back(static_cast<int32_t>(i));
    }
    phases.push_back({list.data(), static_cast<int32_t>(list.size())});
  }
}

void Builder::findSteadyStep() {
  for (const cocc_kernel &kernel : kernels) {
    const cocc_ring &result = rings[static_cast<size_t>(kernel.result)];
    int64_t unpadded = 0;
    for (int32_t i = 0; i < kernel.operand_count; ++i)
      while (unpadded * kernel.operands[i].stride + kernel.operands[i].first <
             0)
        ++unpadded;
    tables.steady_step =
        std::max(tables.steady_step, result.warm_up + unpadded * result.period);
  }
}

const cocc_network &Builder::finish() {
  layOut();
  makePhases();
  findSteadyStep();
  tables.rings = rings.data();
  tables.kernels = kernels.data();
  tables.phases = phases.data();
  tables.fills = &fill;
  tables.ring_count = static_cast<int32_t>(rings.size());
  tables.kernel_count = static_cast<int32_t>(kernels.size());
  tables.phase_count = static_cast<int32_t>(phases.size());
  tables.fill_count = 1;
  network.magic = COCC_NETWORK_MAGIC;
  network.abi_version = COCC_ABI_VERSION;
  network.fingerprint = reinterpret_cast<uint64_t>(this);
  network.name = "golden";
  input = {"input", 2, {1, 1}, COCC_FLOAT32, /*limit=*/0};
  output = {"output", 2, {1, 1}, 1, 1, 0, 0, 0, /*flush_frames=*/8};
  network.input_count = network.output_count = 1;
  network.inputs = &input;
  network.outputs = &output;
  network.tables = &tables;
  return network;
}

std::unique_ptr<Builder> cocc::test::twoConvsWithBias() {
  auto net = std::make_unique<Builder>(3);
  const int32_t middle = net->ring(3, 1, 1);
  const int32_t out = net->ring(1, 1, 2);
  net->kernel(sumTaps<3, 1>, {net->tap(0, 3, {3, 1, 1, 1})}, middle);
  net->kernel(sumTaps<3, 1>, {net->tap(middle, 3, {3, 1, 1, 1})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::stridedThenConv() {
  auto net = std::make_unique<Builder>(3);
  const int32_t middle = net->ring(3, 2, 0);
  const int32_t out = net->ring(1, 2, 4);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 2, 2, 2})}, middle);
  net->kernel(sumTaps<3>, {net->tap(middle, 3, {3, 1, 0, 0})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::convPoolConv() {
  auto net = std::make_unique<Builder>(3);
  const int32_t first = net->ring(2, 1, 1);
  const int32_t pooled = net->ring(3, 2, 2);
  const int32_t out = net->ring(1, 4, 4);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 1, 1})}, first);
  net->kernel(maxTaps<2>, {net->tap(first, 2, {2, 2, 0, 0})}, pooled);
  net->kernel(sumTaps<3>, {net->tap(pooled, 3, {3, 2, 1, 1})}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::residual() {
  auto net = std::make_unique<Builder>(3);
  const int32_t branch = net->ring(1, 1, 1);
  const int32_t out = net->ring(1, 1, 1);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 1, 1})}, branch);
  net->kernel(addFrames<2>, {net->tap(branch, 1), net->tap(0, 1)}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::shrunkResidual(int64_t lookback) {
  auto net = std::make_unique<Builder>(3);
  const int32_t branch = net->ring(1, 1, 2);
  const int32_t out = net->ring(1, 1, 2);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 0, 0})}, branch);
  net->kernel(
      addFrames<2>,
      {net->tap(branch, 1), net->tap(0, 1, {1, 1, lookback - 2, -lookback})},
      out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::parallel() {
  auto net = std::make_unique<Builder>(5);
  const int32_t five = net->ring(1, 1, 2);
  const int32_t three = net->ring(2, 1, 1);
  const int32_t out = net->ring(1, 1, 2);
  net->kernel(sumTaps<5>, {net->tap(0, 5, {5, 1, 2, 2})}, five);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 1, 1, 1})}, three);
  net->kernel(addFrames<3>,
              {net->tap(five, 1), net->tap(three, 1), net->tap(0, 1)}, out,
              true);
  return net;
}

std::unique_ptr<Builder> cocc::test::stridedJoin() {
  auto net = std::make_unique<Builder>(5);
  const int32_t five = net->ring(1, 2, 2);
  const int32_t three = net->ring(1, 2, 1);
  const int32_t out = net->ring(1, 2, 2);
  net->kernel(sumTaps<5>, {net->tap(0, 5, {5, 2, 2, 2})}, five);
  net->kernel(sumTaps<3>, {net->tap(0, 3, {3, 2, 1, 1})}, three);
  net->kernel(addFrames<2>, {net->tap(five, 1), net->tap(three, 1)}, out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::stridedJoinWithSubsample() {
  auto net = std::make_unique<Builder>(5);
  const int32_t five = net->ring(1, 2, 2);
  const int32_t out = net->ring(1, 2, 2);
  net->kernel(sumTaps<5>, {net->tap(0, 5, {5, 2, 2, 2})}, five);
  net->kernel(addFrames<2>, {net->tap(five, 1), net->tap(0, 1, {1, 2, 0, 0})},
              out, true);
  return net;
}

std::unique_ptr<Builder> cocc::test::twoWindows() {
  auto net = std::make_unique<Builder>(5);
  const int32_t out = net->ring(1, 1, 2);
  cocc_operand dilated = net->tap(0, 3, {5, 1, 2, 2});
  dilated.dilation = 2;
  net->kernel(sumTwoWindows<3, 3>, {dilated, net->tap(0, 3, {3, 1, 1, 1})}, out,
              true);
  return net;
}

std::unique_ptr<Builder> cocc::test::unequalJoin() {
  auto net = std::make_unique<Builder>(2);
  const int32_t two = net->ring(1, 2, 1);
  const int32_t out = net->ring(1, 2, 1);
  net->kernel(sumTaps<2>, {net->tap(0, 2, {2, 2, 0, 0})}, two);
  net->kernel(addFrames<2>, {net->tap(two, 1), net->tap(0, 1, {1, 2, 0, 0})},
              out, true);
  return net;
}

StateMemory::StateMemory(const cocc_network &network)
    : bytes(std::aligned_alloc(COCC_STATE_ALIGNMENT,
                               (network.state_bytes + 63) / 64 * 64),
            std::free),
      state(cocc_init(&network, bytes.get(), network.state_bytes)) {}
