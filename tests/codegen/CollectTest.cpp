//===- CollectTest.cpp - A layout's times against a simulation ------------===//
//
// The simulation knows windows only: a kernel makes its next frame as soon as
// the newest frame of each window has come. Clocks, phases and the steady step
// must agree.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Collect.h"
#include "compiler/passes/Phases.h"
#include "frontends/Importer.h"
#include "frontends/YamlReader.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// The network of one channel with the given layers, planned.
NetworkLayout plan(StringRef layers) {
  MLIRContext context;
  context.loadDialect<ContinualDialect>();
  frontends::Problem problem;
  std::string text =
      ("network: net\ninput: {shape: [1, 1]}\nlayers:\n" + layers).str();
  auto description = frontends::readYaml(text, problem);
  if (!description) {
    ADD_FAILURE() << problem.message;
    return {};
  }
  auto module = frontends::importNetwork(*description, "net.yaml", context);
  NetworkOp network = *module->getOps<NetworkOp>().begin();
  std::vector<LayerReport> reports = collectLayers(network);
  PassManager manager(&context);
  buildPhases(manager, Phase::Plan, {});
  EXPECT_TRUE(succeeded(manager.run(*module)));
  return collectPlan(network, reports);
}

/// The frame of its ring that output `index` waits for.
int64_t getAwaited(const OperandLayout &operand, int64_t index) {
  return index * operand.stride + operand.first + operand.receptiveField - 1;
}

size_t getRing(const OperandLayout &operand) {
  return operand.isCallers() ? 0 : operand.ring;
}

/// Counts the frames of each ring. Kernels run by their clocks, or as soon as
/// their frames are there.
class Simulation {
public:
  explicit Simulation(const NetworkLayout &layout)
      : layout(layout), frames(layout.rings.size()) {}

  /// Runs the kernels of step `step`; what they read must be there.
  void step(int64_t step) {
    ++frames[0];
    firstFrame = INT64_MAX;
    for (int32_t kernel : layout.phases[step % layout.phases.size()])
      if (step >= layout.rings[layout.kernels[kernel].result].warmUp)
        run(layout.kernels[kernel]);
      else
        firstFrame = -1;
  }

  /// Runs each kernel for as many frames as can be made.
  void makeAll() {
    ++frames[0];
    for (const KernelLayout &kernel : layout.kernels)
      while (llvm::all_of(kernel.operands, [&](const OperandLayout &operand) {
        return getAwaited(operand, frames[kernel.result]) <
               frames[getRing(operand)];
      }))
        ++frames[kernel.result];
  }

  int64_t getOutputs() const { return frames.back(); }
  /// The earliest frame that any tap of the last step read; below 0 for
  /// padding, and where a kernel of its phase did not run yet.
  int64_t getFirstFrame() const { return firstFrame; }
  bool haveAllRun() const { return !llvm::is_contained(frames, 0); }

private:
  void run(const KernelLayout &kernel) {
    for (const OperandLayout &operand : kernel.operands) {
      if (operand.isCallers())
        continue;
      int64_t made = frames[operand.ring];
      int64_t oldest = frames[kernel.result] * operand.stride + operand.first;
      EXPECT_LT(getAwaited(operand, frames[kernel.result]), made);
      EXPECT_GE(std::max<int64_t>(oldest, 0),
                made - layout.rings[operand.ring].slots);
      firstFrame = std::min(firstFrame, oldest);
    }
    ++frames[kernel.result];
  }

  const NetworkLayout &layout;
  std::vector<int64_t> frames;
  int64_t firstFrame = 0;
};

/// Output frames of a clip, the flush included: a window may reach beyond the
/// end of its ring by its padding.
int64_t countFrames(const NetworkLayout &layout, int64_t clip) {
  std::vector<int64_t> frames(layout.rings.size());
  frames[0] = clip;
  for (const KernelLayout &kernel : layout.kernels) {
    auto exists = [&](const OperandLayout &operand) {
      return getAwaited(operand, frames[kernel.result]) <
             frames[getRing(operand)] + operand.padAfter;
    };
    while (llvm::all_of(kernel.operands, exists))
      ++frames[kernel.result];
  }
  return frames.back();
}

class Collect : public testing::TestWithParam<const char *> {};
} // namespace

TEST_P(Collect, RunsKernelsWhenTheirFramesAreThere) {
  NetworkLayout layout = plan(GetParam());
  Simulation clocked(layout), eager(layout);
  for (int64_t step = 0; step < 100; ++step) {
    clocked.step(step);
    eager.makeAll();
    EXPECT_EQ(clocked.getOutputs(), eager.getOutputs()) << "step " << step;
  }
  EXPECT_TRUE(clocked.haveAllRun());
}

TEST_P(Collect, SteadyStepIsTheFirstWithoutPadding) {
  NetworkLayout layout = plan(GetParam());
  Simulation simulation(layout);
  int64_t lastUnsteady = -1;
  for (int64_t step = 0; step < 100; ++step) {
    simulation.step(step);
    if (simulation.getFirstFrame() < 0)
      lastUnsteady = step;
  }
  EXPECT_GT(layout.steadyStep, lastUnsteady);
  // Kernels that run rarely become steady between two runs.
  int64_t period = layout.phases.size();
  EXPECT_LE(layout.steadyStep, lastUnsteady + period);
}

TEST_P(Collect, FlushFramesIsTheMostThatAFlushReturns) {
  NetworkLayout layout = plan(GetParam());
  Simulation simulation(layout);
  int64_t most = 0;
  for (int64_t clip = 1; clip < 200; ++clip) {
    simulation.step(clip - 1);
    most = std::max(most, countFrames(layout, clip) - simulation.getOutputs());
  }
  EXPECT_EQ(layout.outputs[0].flushFrames, most);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, Collect,
    testing::Values(
        "- relu\n", "- max_pool: {kernel: 3}\n",
        "- max_pool: {kernel: 5, padding: 2}\n",
        "- max_pool: {kernel: 3, padding: 2, dilation: 2}\n",
        "- max_pool: {kernel: 1, stride: 3}\n",
        "- max_pool: {kernel: 5, stride: 3, padding: 4}\n",
        "- skip: {frames: 4}\n- max_pool: {kernel: 2, stride: 2}\n",
        "- max_pool: {kernel: 2, stride: 3}\n- max_pool: {kernel: 3, padding: "
        "2}\n",
        "- residual:\n  - max_pool: {kernel: 3, padding: 1}\n",
        "- residual: {shrink: centered, layers: [max_pool: {kernel: 3}]}\n",
        "- max_pool: {kernel: 2, stride: 2}\n"
        "- residual:\n  - max_pool: {kernel: 5, padding: 2}\n"
        "- max_pool: {kernel: 3, stride: 2, padding: 1}\n",
        "- parallel:\n    branches:\n"
        "    - - max_pool: {kernel: 5, stride: 2, padding: 2}\n"
        "    - - max_pool: {kernel: 3, stride: 2, padding: 1}\n",
        "- parallel:\n    branches:\n"
        "    - - max_pool: {kernel: 5, stride: 2, padding: 2}\n"
        "      - max_pool: {kernel: 3, stride: 3}\n"
        "    - - max_pool: {kernel: 1, stride: 6}\n"));
