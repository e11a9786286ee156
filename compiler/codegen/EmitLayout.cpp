//===- EmitLayout.cpp - A NetworkLayout as JSON ---------------------------===//

#include "compiler/codegen/EmitLayout.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace cocc;

static json::Object show(const FunctionLayout &function);
static json::Object show(const KernelLayout &kernel);

static json::Object show(const RingLayout &ring) {
  return json::Object({{"name", ring.name},
                       {"offset", static_cast<int64_t>(ring.offset)},
                       {"slot_bytes", static_cast<int64_t>(ring.slotBytes)},
                       {"slots", ring.slots},
                       {"shift", ring.shift},
                       {"period", ring.period},
                       {"warm_up", ring.warmUp}});
}

static json::Object show(const OperandLayout &operand) {
  return json::Object(
      {{"ring", operand.ring},
       {"taps", operand.taps},
       {"first", operand.first},
       {"stride", operand.stride},
       {"dilation", operand.dilation},
       {"padding_offset", static_cast<int64_t>(operand.paddingOffset)}});
}

static json::Object show(const ExtentLayout &extent) {
  return json::Object({{"ring", extent.ring},
                       {"expand", extent.expand},
                       {"room", extent.room},
                       {"stride", extent.stride}});
}

static json::Object show(const RunLayout &run) {
  return json::Object({{"kernel", run.kernel}, {"frames", run.frames}});
}

static json::Object show(const FillLayout &fill) {
  return json::Object({{"offset", static_cast<int64_t>(fill.offset)},
                       {"bytes", static_cast<int64_t>(fill.bytes)},
                       {"value", std::to_string(fill.value)}});
}

template <typename T>
static json::Array showAll(const std::vector<T> &items) {
  json::Array array;
  for (const T &item : items)
    array.push_back(show(item));
  return array;
}

static json::Object show(const FunctionLayout &function) {
  return json::Object({{"pipeline", function.pipeline},
                       {"several_pipeline", function.severalPipeline},
                       {"operands", showAll(function.operands)}});
}

static json::Object show(const KernelLayout &kernel) {
  return json::Object({{"name", kernel.name},
                       {"functions", showAll(kernel.functions)},
                       {"extents", showAll(kernel.extents)},
                       {"result", kernel.result},
                       {"output", kernel.output},
                       {"in_turn", kernel.inTurn},
                       {"several", kernel.several},
                       {"macs", kernel.macs},
                       {"bytes", kernel.bytes}});
}

std::string cocc::emitLayout(const NetworkLayout &layout) {
  json::Array phases;
  for (const std::vector<RunLayout> &phase : layout.phases)
    phases.push_back(showAll(phase));
  json::Object network{
      {"name", layout.name},
      {"ticks_per_frame", layout.ticksPerFrame},
      {"frames_per_step", layout.framesPerStep},
      {"state_bytes", static_cast<int64_t>(layout.stateBytes)},
      {"limits_offset", static_cast<int64_t>(layout.limitsOffset)},
      {"kept_offset", static_cast<int64_t>(layout.keptOffset)},
      {"kept_bytes", static_cast<int64_t>(layout.keptBytes)},
      {"fresh_offset", static_cast<int64_t>(layout.freshOffset)},
      {"first_step", layout.firstStep},
      {"steady_step", layout.steadyStep},
      {"rings", showAll(layout.rings)},
      {"fills", showAll(layout.fills)},
      {"kernels", showAll(layout.kernels)},
      {"phases", std::move(phases)}};
  std::string text;
  raw_string_ostream stream(text);
  stream << formatv("{0:2}", json::Value(std::move(network))) << '\n';
  return text;
}
