//===- Collect.cpp --------------------------------------------------------===//

#include "compiler/codegen/Collect.h"
#include "cocc/table.h"
#include "compiler/codegen/CollectParts.h"
#include "dialect/InputFrames.h"
#include "dialect/Weights.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>
#include <numeric>
#include <utility>

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

/// Frames of `output` for a clip of `frames` frames, with the flush.
static int64_t countFrames(NetworkOp planned, Value output, int64_t frames) {
  llvm::DenseMap<Value, int64_t> counts;
  for (BlockArgument input : planned.getInputs())
    counts[input] =
        getInputFrame(planned, input.getArgNumber()).rate.of(frames);
  StreamOrder order(planned);
  for (const StreamGroup &group : order.getGroups()) {
    int64_t count = INT64_MAX;
    for (OpOperand *entry : order.getEntries(group)) {
      auto reader = cast<StreamInterface>(entry->getOwner());
      count =
          std::min(count, reader.getStreamGeometry(entry->getOperandNumber())
                              .getFrames(counts.lookup(entry->get())));
    }
    for (StreamInterface op : group)
      counts[op->getResult(0)] = count;
  }
  return counts.lookup(output);
}

/// The frames of an output that steps have brought, of `frames` frames taken.
static int64_t countShown(const StreamFacts &facts, const Schedule &schedule,
                          int64_t frames) {
  int64_t steps = frames / schedule.framesPerStep;
  int64_t ticks = steps * schedule.getStepTicks() - facts.warmUp;
  return steps == 0 ? 0
                    : std::max<int64_t>(
                          0, llvm::divideCeilSigned(ticks, facts.period));
}

/// The fewest frames of a clip, `multiple` at a time, that has an output.
static int64_t findShortestClip(NetworkOp planned, Value output,
                                int64_t multiple) {
  int64_t tooFew = 0, enough = 1;
  while (countFrames(planned, output, enough * multiple) == 0)
    tooFew = std::exchange(enough, 2 * enough);
  while (enough - tooFew > 1) {
    int64_t middle = (tooFew + enough) / 2;
    bool has = countFrames(planned, output, middle * multiple) > 0;
    (has ? enough : tooFew) = middle;
  }
  return enough * multiple;
}

/// The most frames that a flush can return, over clips of all lengths. Before
/// the first output longer clips have more; behind it they differ by their
/// place in the turn alone, that of the steps or that of the numbers of frames.
/// Padding may have outputs come in steps before the clip has any.
static int64_t findFlushFrames(NetworkOp planned, Value output,
                               const StreamFacts &facts,
                               const NetworkLayout &layout) {
  Schedule schedule{layout.ticksPerFrame, layout.framesPerStep};
  int64_t turn = std::lcm(int64_t(layout.phases.size()) * layout.framesPerStep,
                          layout.block);
  int64_t most = 0, multiple = getStepMultiple(planned);
  int64_t first = std::max(facts.warmUp / schedule.ticksPerFrame,
                           findShortestClip(planned, output, multiple));
  int64_t shortest = std::max<int64_t>(1, first - schedule.framesPerStep);
  for (int64_t frames = llvm::alignTo(shortest, multiple);
       frames <= first + schedule.framesPerStep + 2 * turn; frames += multiple)
    most = std::max(most, countFrames(planned, output, frames) -
                              countShown(facts, schedule, frames));
  return most;
}

/// The most frames of an output that a step brings: the first brings those that
/// lie before it.
static int64_t findMostFrames(const StreamFacts &facts,
                              const Schedule &schedule) {
  int64_t usual = llvm::divideCeil(schedule.getStepTicks(), facts.period);
  return std::max(usual, countShown(facts, schedule, schedule.framesPerStep));
}

static InputLayout collectInput(NetworkOp planned, unsigned index) {
  InputFrame frame = getInputFrame(planned, index);
  return {planned.getInputName(index).str(),
          {frame.shape.begin(), frame.shape.end()},
          frame.type.str(),
          frame.limit,
          frame.rate.of(planned.getStepFrames()),
          frame.offset};
}

static void collectBoundary(NetworkOp planned, NetworkLayout &layout) {
  for (BlockArgument input : planned.getInputs())
    layout.inputs.push_back(collectInput(planned, input.getArgNumber()));
  StreamPositions positions(planned);
  ReceptiveFields fields(planned);
  for (auto [i, frame] : llvm::enumerate(planned.getOutput().getFrames())) {
    OutputLayout output;
    output.name = planned.getOutputName(i);
    output.shape = getShape(frame);
    output.stream = getFacts(frame, positions, fields);
    output.mostFrames = findMostFrames(output.stream, positions.getSchedule());
    output.flushFrames = findFlushFrames(planned, frame, output.stream, layout);
    layout.outputs.push_back(std::move(output));
  }
}

/// What the kernels do, which may be less than the layers as they were written.
static void addTotals(NetworkLayout &layout) {
  for (const LayerReport &layer : layout.layers)
    layout.parameters += layer.parameters;
  double ticks = layout.ticksPerFrame * layout.framesPerStep, macs = 0;
  for (const KernelLayout &kernel : layout.kernels)
    macs += ticks * kernel.macs / layout.rings[kernel.result].period;
  layout.macsPerStep = static_cast<int64_t>(std::ceil(macs));
}

static void collectState(NetworkOp planned, NetworkLayout &layout) {
  layout.stateBytes = *planned.getStateBytes();
  layout.limitsOffset = sizeof(cocc_state);
  KeptAttr kept = *planned.getKept();
  layout.keptOffset = kept.getOffset();
  layout.keptBytes = kept.getBytes();
  layout.freshOffset = kept.getFresh();
}

NetworkLayout cocc::collectPlan(NetworkOp planned,
                                std::vector<LayerReport> layers) {
  NetworkLayout layout;
  layout.name = planned.getSymName();
  layout.ticksPerFrame = *planned.getTicksPerFrame();
  layout.framesPerStep = planned.getStepFrames();
  layout.delayBytesSaved = planned.getDelayBytesSaved().value_or(0);
  collectState(planned, layout);
  collectTables(planned, layout);
  collectSteps(layout);
  collectBoundary(planned, layout);
  chargeState(planned, layers);
  layout.layers = std::move(layers);
  addTotals(layout);
  return layout;
}

/// Where a constant is; it is added unless an earlier phase has the same.
static int32_t addConstant(ConstantLayout constant, ArrayRef<int32_t> earlier,
                           NetworkLayout &layout) {
  for (int32_t index : earlier)
    if (layout.constants[index].values == constant.values)
      return index;
  layout.constants.push_back(std::move(constant));
  return layout.constants.size() - 1;
}

/// The packed weights of one phase of a kernel; nothing where a value cannot be
/// read.
static std::optional<std::vector<ConstantLayout>>
packWeights(KernelOp op, int64_t phase, ArrayRef<PhasePacker> packers) {
  std::vector<ConstantLayout> weights;
  for (auto [i, pack] : llvm::enumerate(packers)) {
    std::string name = "phase";
    ArrayRef<float> values;
    if (i < op.getWeights().size()) {
      auto constant = op.getWeights()[i].getDefiningOp<WeightOp>();
      name = constant.getName();
      values = getWeightValues(constant);
      if (values.empty())
        return std::nullopt;
    }
    weights.push_back({name, pack(values, phase)});
  }
  return weights;
}

/// Bit by bit, as some may be no numbers.
static bool areSame(const ConstantLayout &a, const ConstantLayout &b) {
  return a.values.size() == b.values.size() &&
         std::memcmp(a.values.data(), b.values.data(),
                     a.values.size() * sizeof(float)) == 0;
}

/// Sets the functions of one phase of a kernel, and adds the weights that they
/// share. `earlier` are those of the phase before it.
static LogicalResult addFunctions(KernelOp op, int64_t phase,
                                  const CompiledKernels &compiled,
                                  ArrayRef<int32_t> earlier,
                                  NetworkLayout &layout,
                                  FunctionLayout &function) {
  PhaseFunctions functions = compiled.functionsOf.lookup(op)[phase];
  function.pipeline = functions.one;
  function.severalPipeline = functions.several;
  auto pack = [&](int32_t number) {
    return packWeights(op, phase, compiled.functions[number].packers);
  };
  auto weights = pack(functions.one);
  if (!weights)
    return failure();
  if (functions.several >= 0 &&
      !llvm::equal(*weights, *pack(functions.several), areSame))
    return op.emitError("kernel '")
           << op.getLayers()
           << "' packs its weights for several frames in "
              "another way than for one";
  for (ConstantLayout &weight : *weights)
    function.weights.push_back(addConstant(std::move(weight), earlier, layout));
  return success();
}

/// Tables of a device's code are constants as weights are.
static void addTables(PipelineLayout &pipeline, NetworkLayout &layout) {
  pipeline.firstTable = layout.constants.size();
  if (!pipeline.device)
    return;
  for (const DeviceTable &table : pipeline.device->tables) {
    ConstantLayout constant{"table", {}};
    constant.values.resize(table.size() / sizeof(float));
    std::memcpy(constant.values.data(), table.data(), table.size());
    layout.constants.push_back(std::move(constant));
  }
}

LogicalResult cocc::addCode(NetworkOp planned, CompiledKernels compiled,
                            NetworkLayout &layout) {
  auto kernels = planned.getBody().getOps<KernelOp>();
  for (auto [op, kernel] : llvm::zip_equal(kernels, layout.kernels)) {
    ArrayRef<int32_t> earlier;
    for (auto [phase, function] : llvm::enumerate(kernel.functions)) {
      if (failed(addFunctions(op, phase, compiled, earlier, layout, function)))
        return failure();
      earlier = function.weights;
    }
  }
  for (CompiledFunction &function : compiled.functions) {
    layout.pipelines.push_back(std::move(function.layout));
    addTables(layout.pipelines.back(), layout);
  }
  return success();
}
