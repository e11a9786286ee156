//===- EmitDevice.cpp -----------------------------------------------------===//

#include "compiler/codegen/EmitDevice.h"

using namespace llvm;

namespace cocc::emit {

static_assert(deviceHandleBytes == COCC_DEVICE_STATE_BYTES);

DeviceRecords::DeviceRecords(ConstantBuilder &make, const NetworkLayout &layout)
    : make(make), layout(layout) {
  for (const PipelineLayout &pipeline : layout.pipelines) {
    sourceOf.push_back(-1);
    if (!pipeline.device)
      continue;
    const DeviceCode &code = *pipeline.device;
    auto found = llvm::find(preludes, code.prelude);
    sourceOf.back() = static_cast<int32_t>(found - preludes.begin());
    if (found == preludes.end()) {
      preludes.push_back(code.prelude);
      sources.push_back(code.prelude);
    }
    sources[sourceOf.back()] += code.source;
  }
}

Constant *DeviceRecords::null() const {
  return ConstantPointerNull::get(PointerType::get(make.getContext(), 0));
}

/// A launch's arguments as the runtime knows them.
static std::pair<int32_t, int32_t> convert(const DeviceArgument &argument,
                                           const FunctionLayout &function,
                                           const PipelineLayout &pipeline) {
  switch (argument.kind) {
  case DeviceArgument::Kind::Operand:
    return {COCC_LAUNCH_OPERAND, argument.index};
  case DeviceArgument::Kind::Result:
    return {COCC_LAUNCH_RESULT, 0};
  case DeviceArgument::Kind::Places:
    return {COCC_LAUNCH_PLACES, 0};
  case DeviceArgument::Kind::First:
    return {COCC_LAUNCH_FIRST, 0};
  case DeviceArgument::Kind::Frames:
    return {COCC_LAUNCH_FRAMES, 0};
  case DeviceArgument::Kind::Weight:
    return {COCC_LAUNCH_CONSTANT, function.weights[argument.index]};
  case DeviceArgument::Kind::Table:
    return {COCC_LAUNCH_CONSTANT, pipeline.firstTable + argument.index};
  }
  llvm_unreachable("every kind has an argument");
}

Constant *DeviceRecords::arguments(const FunctionLayout &function) {
  const PipelineLayout &pipeline = layout.pipelines[function.pipeline];
  StructType *type = make.structure(argumentFields);
  SmallVector<Constant *> records;
  for (const DeviceArgument &argument : pipeline.device->arguments) {
    auto [kind, index] = convert(argument, function, pipeline);
    records.push_back(
        ConstantStruct::get(type, {make.int32(kind), make.int32(index)}));
  }
  return make.array(type, records, "arguments");
}

Constant *DeviceRecords::launch(const FunctionLayout &function) {
  const PipelineLayout &pipeline = layout.pipelines[function.pipeline];
  if (!pipeline.device)
    return null();
  const DeviceCode &code = *pipeline.device;
  StructType *type = make.structure(launchFields);
  Constant *record = ConstantStruct::get(
      type,
      {make.text(code.entry), arguments(function),
       make.int32(code.arguments.size()),
       make.int32(sourceOf[function.pipeline]), make.int32(code.blocks[0]),
       make.int32(code.blocks[1]), make.int32(code.threads[0]),
       make.int32(code.threads[1]), make.int32(code.threads[2]),
       make.int32(code.sharedBytes), make.int32(code.isAlone)});
  return make.array(type, {record}, "launch");
}

uint64_t DeviceRecords::getLargestFrame() const {
  uint64_t largest = 0;
  for (const RingLayout &ring : layout.rings)
    largest = std::max(largest, ring.slotBytes);
  return largest;
}

Constant *DeviceRecords::code(ArrayRef<Constant *> constants) {
  if (layout.device == Device::Cpu)
    return null();
  auto *pointer = PointerType::get(make.getContext(), 0);
  SmallVector<Constant *> texts, records;
  for (const std::string &source : sources)
    texts.push_back(make.text(source));
  StructType *constantType = make.structure(constantFields);
  for (auto [constant, values] : llvm::zip_equal(constants, layout.constants))
    records.push_back(ConstantStruct::get(
        constantType,
        {constant, make.int64(values.values.size() * sizeof(float))}));
  uint64_t fillsEnd = 0;
  for (const FillLayout &fill : layout.fills)
    fillsEnd = std::max(fillsEnd, fill.offset + fill.bytes);
  StructType *type = make.structure(deviceCodeFields);
  Constant *record = ConstantStruct::get(
      type,
      {make.array(pointer, texts, "sources"),
       make.array(constantType, records, "constants"), make.int32(texts.size()),
       make.int32(records.size()), make.int64(layout.stateBytes),
       make.int64(fillsEnd), make.int64(getLargestFrame())});
  return make.array(type, {record}, "device");
}

} // namespace cocc::emit
