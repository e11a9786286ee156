//===- CollectTest.cpp - A layout's times against a simulation ------------===//
//
// The simulation counts frames: whether each frame that a kernel reads has come
// and still has its slot, and how many frames steps and the end of a clip
// bring. Clocks, phases, rings and the steady step must agree.
//
//===----------------------------------------------------------------------===//

#include "compiler/codegen/Collect.h"
#include "compiler/passes/Phases.h"
#include "frontends/Importer.h"
#include "frontends/YamlReader.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/MathExtras.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
/// A network of one channel, how many frames a step takes, and what enters.
struct Row {
  const char *layers;
  int64_t framesPerStep = 1;
  const char *inputs = "input: {shape: [1, 1]}";
};

NetworkLayout plan(const Row &row) {
  MLIRContext context;
  context.loadDialect<ContinualDialect>();
  frontends::Problem problem;
  std::string text =
      std::string("network: net\n") + row.inputs + "\nlayers:\n" + row.layers;
  auto description = frontends::readYaml(text, problem);
  if (!description) {
    ADD_FAILURE() << problem.message;
    return {};
  }
  auto module = frontends::importNetwork(*description, "net.yaml", context);
  NetworkOp network = *module->getOps<NetworkOp>().begin();
  network.setFramesPerStep(row.framesPerStep);
  std::vector<LayerReport> reports = collectLayers(network);
  PassManager manager(&context);
  buildPhases(manager, Phase::Plan, {});
  EXPECT_TRUE(succeeded(manager.run(*module)));
  return collectPlan(network, reports);
}

/// The frames of a ring that lie before a tick.
int64_t countBefore(const RingLayout &ring, int64_t tick) {
  return std::max<int64_t>(
      0, llvm::divideCeilSigned(tick - ring.warmUp, ring.period));
}

/// Counts the frames of each ring, step by step.
class Simulation {
public:
  explicit Simulation(const NetworkLayout &layout)
      : layout(layout), frames(layout.rings.size()),
        needed(layout.rings.size()) {}

  void step() {
    firstFrame = INT64_MAX;
    oldestRead = frames;
    isWhole = true;
    int64_t tick = taken++ * getStepTicks();
    for (auto [i, input] : llvm::enumerate(layout.inputs))
      frames[i] = taken * input.framesPerStep;
    for (size_t i = 0; i < layout.kernels.size();) {
      size_t next = i + 1 + layout.kernels[i].inTurn;
      make(ArrayRef(layout.kernels).slice(i, next - i), tick);
      i = next;
    }
    for (size_t ring = 0; ring < frames.size(); ++ring)
      needed[ring] = std::max(needed[ring], frames[ring] - oldestRead[ring]);
  }

  int64_t getOutputs() const { return frames.back(); }
  /// Whether all kernels of the step's phase made their frames, and no tap was
  /// padding.
  bool isSteady() const { return isWhole && firstFrame >= 0; }
  /// The slots with which a ring would have done so far. A step may be made
  /// again, so all that it has read must still be there behind it.
  int64_t getNeededSlots(int64_t ring) const { return needed[ring]; }

private:
  int64_t getStepTicks() const {
    return layout.ticksPerFrame * layout.framesPerStep;
  }

  /// One kernel, or those of a loop, which have one clock.
  void make(ArrayRef<KernelLayout> kernels, int64_t tick) {
    const RingLayout &ring = layout.rings[kernels.front().result];
    int64_t first = frames[kernels.front().result];
    int64_t end = countBefore(ring, tick + getStepTicks());
    int64_t wanted = llvm::divideCeilSigned(tick + getStepTicks() - ring.warmUp,
                                            ring.period) -
                     llvm::divideCeilSigned(tick - ring.warmUp, ring.period);
    isWhole &= end - countBefore(ring, tick) == wanted;
    for (int64_t made = first; made < end; ++made)
      for (const KernelLayout &kernel : kernels) {
        read(kernel, made);
        ++frames[kernel.result];
      }
  }

  /// What frame `made` is made of must be there, also once the step's last
  /// frames of it are.
  void read(const KernelLayout &kernel, int64_t made) {
    int64_t phases = kernel.functions.size();
    for (const OperandLayout &operand :
         kernel.functions[made % phases].operands) {
      if (operand.isCallers() || operand.taps == 0)
        continue;
      int64_t oldest = made / phases * operand.stride + operand.first;
      int64_t newest = oldest + (operand.taps - 1) * operand.dilation;
      EXPECT_LT(newest, frames[operand.ring]) << kernel.name;
      EXPECT_GE(std::max<int64_t>(oldest, 0),
                frames[operand.ring] - layout.rings[operand.ring].slots)
          << kernel.name;
      firstFrame = std::min(firstFrame, oldest);
      oldestRead[operand.ring] =
          std::min(oldestRead[operand.ring], std::max<int64_t>(oldest, 0));
    }
  }

  const NetworkLayout &layout;
  std::vector<int64_t> frames;
  std::vector<int64_t> oldestRead;
  std::vector<int64_t> needed;
  int64_t taken = 0;
  int64_t firstFrame = 0;
  bool isWhole = true;
};

/// Whether each input has a whole number of frames in a clip.
bool isWhole(const NetworkLayout &layout, int64_t clip) {
  return llvm::all_of(layout.inputs, [&](const InputLayout &input) {
    return clip * input.framesPerStep % layout.framesPerStep == 0;
  });
}

/// Output frames of a clip, the flush included.
int64_t countFrames(const NetworkLayout &layout, int64_t clip) {
  std::vector<int64_t> frames(layout.rings.size());
  for (auto [i, input] : llvm::enumerate(layout.inputs))
    frames[i] = clip * input.framesPerStep / layout.framesPerStep;
  for (const KernelLayout &kernel : layout.kernels) {
    int64_t least = INT64_MAX;
    for (const ExtentLayout &extent : kernel.extents) {
      int64_t room = frames[extent.ring] * extent.expand + extent.room;
      least = std::min(least, frames[extent.ring] == 0 || room < 0
                                  ? 0
                                  : room / extent.stride + 1);
    }
    frames[kernel.result] = least;
  }
  return frames.back();
}

class Collect : public testing::TestWithParam<Row> {};
} // namespace

TEST_P(Collect, RunsKernelsWhenTheirFramesAreThere) {
  NetworkLayout layout = plan(GetParam());
  Simulation simulation(layout);
  for (int64_t step = 0; step < 100; ++step)
    simulation.step();
  EXPECT_GT(simulation.getOutputs(), 0);
}

/// With one slot fewer, a frame would lie over one that is still to be read. Of
/// what is made in several frames a call, slots are a multiple of some that a
/// step makes.
TEST_P(Collect, EachSlotOfARingIsNeeded) {
  NetworkLayout layout = plan(GetParam());
  Simulation simulation(layout);
  for (int64_t step = 0; step < 100; ++step)
    simulation.step();
  for (const KernelLayout &kernel : layout.kernels)
    if (kernel.output < 0) {
      const RingLayout &ring = layout.rings[kernel.result];
      int64_t spare = ring.slots - simulation.getNeededSlots(kernel.result);
      int64_t made = layout.ticksPerFrame * layout.framesPerStep / ring.period;
      EXPECT_GE(spare, 0) << kernel.name;
      EXPECT_LT(spare, kernel.several > 1 ? made : 1) << kernel.name;
    }
}

TEST_P(Collect, PhasesListWhatRuns) {
  NetworkLayout layout = plan(GetParam());
  int64_t ticks = layout.ticksPerFrame * layout.framesPerStep;
  for (int64_t step = layout.steadyStep; step < layout.steadyStep + 50;
       ++step) {
    std::vector<std::pair<int32_t, int64_t>> listed, due;
    for (const RunLayout &run : layout.phases[step % layout.phases.size()])
      listed.push_back({run.kernel, run.frames});
    for (auto [i, kernel] : llvm::enumerate(layout.kernels)) {
      const RingLayout &ring = layout.rings[kernel.result];
      int64_t frames = countBefore(ring, (step + 1) * ticks) -
                       countBefore(ring, step * ticks);
      if (frames > 0)
        due.push_back({static_cast<int32_t>(i), frames});
    }
    EXPECT_EQ(listed, due) << "step " << step;
  }
}

TEST_P(Collect, SteadyStepIsTheFirstWithoutPadding) {
  NetworkLayout layout = plan(GetParam());
  Simulation simulation(layout);
  int64_t lastUnsteady = -1;
  for (int64_t step = 0; step < 100; ++step) {
    simulation.step();
    if (!simulation.isSteady())
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
    if (clip % layout.framesPerStep == 0)
      simulation.step();
    if (isWhole(layout, clip))
      most =
          std::max(most, countFrames(layout, clip) - simulation.getOutputs());
  }
  EXPECT_EQ(layout.outputs[0].flushFrames, most);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, Collect,
    testing::Values(
        Row{"- relu\n"}, Row{"- max_pool: {kernel: 3}\n"},
        Row{"- max_pool: {kernel: 5, padding: 2}\n"},
        Row{"- max_pool: {kernel: 3, padding: 2, dilation: 2}\n"},
        Row{"- max_pool: {kernel: 1, stride: 3}\n"},
        Row{"- max_pool: {kernel: 5, stride: 3, padding: 4}\n"},
        Row{"- skip: {frames: 4}\n- max_pool: {kernel: 2, stride: 2}\n"},
        Row{"- skip: {frames: 3}\n- pad: {before: [3], after: [1]}\n"},
        Row{"- max_pool: {kernel: 5}\n- relu\n- pad: {before: [9], after: "
            "[2]}\n",
            2},
        Row{"- max_pool: {kernel: 2, stride: 3}\n- max_pool: {kernel: 3, "
            "padding: "
            "2}\n"},
        Row{"- residual:\n  - max_pool: {kernel: 3, padding: 1}\n"},
        Row{"- max_pool: {name: y, inputs: a, kernel: 8, stride: 4, padding: "
            "2}\n- add: {inputs: [y, b]}\n- max_pool: {kernel: 3}\n",
            1, "inputs: {a: {shape: [1, 1], rate: 4}, b: {shape: [1, 1]}}"},
        Row{"- upsample: {name: y, inputs: b, factor: 3}\n- max_pool: {name: "
            "z, "
            "inputs: a, kernel: 5, padding: 2}\n- add: {inputs: [y, z]}\n",
            6, "inputs: {a: {shape: [1, 1]}, b: {shape: [1, 1], rate: 1/3}}"},
        Row{"- max_pool: {inputs: a, kernel: 5, stride: 2, padding: 1}\n", 4,
            "inputs: {a: {shape: [1, 1], rate: 3/2}}"},
        Row{"- residual: {shrink: centered, layers: [max_pool: {kernel: "
            "3}]}\n"},
        Row{"- max_pool: {kernel: 2, stride: 2}\n"
            "- residual:\n  - max_pool: {kernel: 5, padding: 2}\n"
            "- max_pool: {kernel: 3, stride: 2, padding: 1}\n"},
        Row{"- parallel:\n    branches:\n"
            "    - - max_pool: {kernel: 5, stride: 2, padding: 2}\n"
            "    - - max_pool: {kernel: 3, stride: 2, padding: 1}\n"},
        Row{"- parallel:\n    branches:\n"
            "    - - max_pool: {kernel: 5, stride: 2, padding: 2}\n"
            "      - max_pool: {kernel: 3, stride: 3}\n"
            "    - - max_pool: {kernel: 1, stride: 6}\n"},
        Row{"- upsample: {factor: 2}\n- max_pool: {kernel: 3, padding: 1}\n"},
        Row{"- upsample: {factor: 3, mode: linear}\n", 2},
        Row{"- max_pool: {kernel: 4, stride: 4}\n- upsample: {factor: 4}\n"},
        Row{"- max_pool: {kernel: 4, stride: 4}\n- upsample: {factor: 4}\n", 4},
        Row{"- max_pool: {kernel: 3, stride: 2, padding: 1}\n- max_pool: "
            "{kernel: 3}\n",
            3},
        Row{"- upsample: {factor: 3}\n- max_pool: {kernel: 2, stride: 2}\n", 5},
        Row{"- residual:\n  - upsample: {factor: 2}\n  - max_pool: {kernel: 3, "
            "stride: 2, padding: 1}\n",
            2},
        Row{"- previous\n- max_pool: {kernel: 2}\n"},
        Row{"- previous: {name: last, inputs: state, shape: [1, 1]}\n"
            "- add: {name: state, inputs: [last, input]}\n",
            3},
        Row{"- previous: {name: last, inputs: state, shape: [1, 1]}\n"
            "- max_pool: {name: past, kernel: 3, padding: 2, padding_after: "
            "0}\n"
            "- max_pool: {name: x, inputs: input, kernel: 3, stride: 2, "
            "padding: "
            "1}\n"
            "- max_pool: {name: y, inputs: input, kernel: 5, stride: 2, "
            "padding: "
            "2}\n"
            "- add: {name: state, inputs: [past, x, y]}\n"
            "- max_pool: {kernel: 2}\n",
            4}));
