//===- NetworkLayout.h - Everything that is decided about a library -------===//
//
// The last decision of a compilation, as plain data: what the step loop's
// tables will hold, which objects hold the kernels, what the reports say. It is
// collected from the planned IR once; behind it there is only printing
// (Emit*.h).
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_CODEGEN_NETWORKLAYOUT_H
#define COCC_COMPILER_CODEGEN_NETWORKLAYOUT_H

#include "compiler/codegen/DeviceLayout.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cocc {

/// How a value relates to the network's input in time; periods, padding, delay
/// and warm-up in ticks.
struct StreamFacts {
  /// Frames of input that a frame looks at, at most.
  int64_t receptiveField = 1;
  /// It depends on all frames before as well.
  bool recurrent = false;
  int64_t period = 1;
  int64_t padding = 0;
  int64_t delay = 0;
  int64_t warmUp = 0;

  /// As reported: 0 stands for all frames so far.
  int64_t getReceptiveField() const { return recurrent ? 0 : receptiveField; }
};

/// A value's frames in the state; see cocc_ring in cocc/table.h.
struct RingLayout {
  std::string name;
  uint64_t offset = 0;
  uint64_t slotBytes = 0;
  int64_t slots = 1;
  int64_t shift = 0;
  int64_t period = 1;
  int64_t warmUp = 0;
};

/// What a kernel reads of a ring; see cocc_operand in cocc/table.h.
struct OperandLayout {
  /// An index into NetworkLayout::rings; -1 - i is the caller's frame for input
  /// i.
  int32_t ring = -1;
  bool isCallers() const { return ring < 0; }
  int32_t taps = 1;
  int64_t first = 0;
  int64_t stride = 1;
  int64_t dilation = 1;
  uint64_t paddingOffset = 0;
};

/// How a kernel makes the frames of a phase; see cocc_function in cocc/table.h.
struct FunctionLayout {
  /// An index into NetworkLayout::pipelines.
  int32_t pipeline = 0;
  /// The one that makes several frames; -1 where the kernel makes them one by
  /// one.
  int32_t severalPipeline = -1;
  std::vector<OperandLayout> operands;
  /// Indices into NetworkLayout::constants.
  std::vector<int32_t> weights;
};

/// How many frames a clip makes of those of `ring`; see cocc_extent in
/// cocc/table.h.
struct ExtentLayout {
  int64_t ring = 0;
  int64_t expand = 1;
  int64_t room = 0;
  int64_t stride = 1;
};

/// What makes a value; see cocc_kernel in cocc/table.h.
struct KernelLayout {
  /// The layers it computes, for reports: "0.expand+0.1+0.2".
  std::string name;
  /// One a phase.
  std::vector<FunctionLayout> functions;
  std::vector<ExtentLayout> extents;
  int32_t result = 0;
  /// The output whose frames it writes; -1 where the result stays in the state.
  int32_t output = -1;
  /// Of the first kernel of a loop, how many behind it are on it too; else 0.
  int64_t inTurn = 0;
  /// The frames of a phase that a call makes where it makes several.
  int64_t several = 1;
  /// Multiply-adds of a frame, on average, and what a step touches in which the
  /// kernel runs: weights, frames read and frames written.
  int64_t macs = 0;
  int64_t bytes = 0;
};

/// A kernel that runs in the steps of a phase, and how many frames it makes.
struct RunLayout {
  int32_t kernel = 0;
  int32_t frames = 1;
};

/// A compiled Halide pipeline, shared by all functions that compute the same.
struct PipelineLayout {
  /// The object exports <symbol>_argv, the entry in Halide's argv convention.
  /// To be unique among all networks of a program: it begins with the network's
  /// name.
  std::string symbol;
  /// The relocatable object itself.
  std::string object;
  /// Instead of an object, where a device runs it.
  std::optional<DeviceCode> device = std::nullopt;
  /// Where the device's tables are, the first of them: an index into
  /// NetworkLayout::constants.
  int32_t firstTable = 0;
};

/// A weight as the kernels want it: packed, aligned to 64 bytes in the library.
struct ConstantLayout {
  std::string name;
  std::vector<float> values;
};

/// A block of the state that holds one value throughout.
struct FillLayout {
  uint64_t offset = 0;
  uint64_t bytes = 0;
  float value = 0;
};

/// One layer as the user wrote it, for the reports.
struct LayerReport {
  std::string name;
  std::string op;
  std::vector<int64_t> shape;
  StreamFacts stream;
  /// Multiply-adds of one output frame.
  int64_t macsPerFrame = 0;
  int64_t stateBytes = 0;
  int64_t parameters = 0;
  /// The layers that feed it, and how many of its frames theirs make: an
  /// extent's ring is the number of a layer, or -1 - i for input i.
  std::vector<std::string> inputs;
  std::vector<ExtentLayout> extents;
};

/// What enters the network with each step. Shapes are PyTorch's without
/// time: (batch, channels, *space), or (batch) alone.
struct InputLayout {
  std::string name;
  std::vector<int64_t> shape;
  /// "float32", "int32" or "int64".
  std::string type = "float32";
  /// Elements are indices below this; 0: any numbers.
  int64_t limit = 0;
  /// Of it, those that a step takes.
  int64_t framesPerStep = 1;
  /// Where the state has its frame in float32; of integers alone.
  uint64_t offset = 0;
};

/// A frame that leaves it.
struct OutputLayout {
  std::string name;
  std::vector<int64_t> shape;
  StreamFacts stream;
  /// The most of its frames that a step writes, and that a flush can return.
  int64_t mostFrames = 1;
  int64_t flushFrames = 0;
};

/// COCC_DEVICE_STATE_BYTES of cocc/table.h.
constexpr uint64_t deviceHandleBytes = 64;

struct NetworkLayout {
  std::string name;
  Device device = Device::Cpu;
  int64_t ticksPerFrame = 1;
  int64_t framesPerStep = 1;
  /// Frames; steps of a multiple of them all make equally many of each value.
  int64_t block = 1;
  std::vector<InputLayout> inputs;
  std::vector<OutputLayout> outputs;
  /// Bytes of state that are saved by the places of the delays.
  int64_t delayBytesSaved = 0;
  int64_t macsPerStep = 0;
  int64_t parameters = 0;
  uint64_t stateBytes = 0;
  uint64_t limitsOffset = 0;
  /// The part of the state that outlives a step, and where a copy of what a
  /// fresh stream has there is, if it has anything.
  uint64_t keptOffset = 0;
  uint64_t keptBytes = 0;
  uint64_t freshOffset = 0;
  int64_t firstStep = 0;
  int64_t steadyStep = 0;
  std::vector<RingLayout> rings;
  std::vector<KernelLayout> kernels;
  /// Per phase, what runs, in order.
  std::vector<std::vector<RunLayout>> phases;
  std::vector<FillLayout> fills;
  std::vector<PipelineLayout> pipelines;
  std::vector<ConstantLayout> constants;
  std::vector<LayerReport> layers;

  /// Of a stream's state, the bytes in the caller's memory.
  uint64_t getCallersBytes() const {
    return device == Device::Cpu ? stateBytes : deviceHandleBytes;
  }
};

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_NETWORKLAYOUT_H
