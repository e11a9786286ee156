//===- EmitRecords.cpp - A network's tables as constants of a module ------===//

#include "compiler/codegen/EmitRecords.h"
#include "compiler/codegen/EmitConstants.h"
#include "compiler/codegen/EmitDevice.h"

#include <numeric>

using namespace llvm;
using namespace cocc::emit;

namespace cocc {
namespace {

class RecordBuilder : private ConstantBuilder {
public:
  RecordBuilder(Module &module, const NetworkLayout &layout)
      : ConstantBuilder(module), layout(layout), device(*this, layout) {}

  GlobalVariable *network(uint64_t fingerprint);

private:
  using Record = SmallVector<Constant *, 20>;

  Constant *weight(const ConstantLayout &constant);
  /// Null of pipeline -1, and of one that a device runs.
  Constant *entry(int32_t pipeline);

  Constant *rings();
  Constant *operands(const FunctionLayout &function);
  Constant *weights(const FunctionLayout &function);
  Constant *functions(const KernelLayout &kernel);
  Constant *extents(const KernelLayout &kernel);
  Constant *kernels();
  Constant *runs(const std::vector<RunLayout> &phase);
  Constant *phases();
  Constant *fills();
  Constant *tables();
  Constant *inputs();
  Constant *inputBytes();
  Constant *inputOffsets();
  Constant *outputs();

  const NetworkLayout &layout;
  DeviceRecords device;
  std::vector<Constant *> constants;
};

/// Bytes rather than floats: they go into the object in one piece.
Constant *RecordBuilder::weight(const ConstantLayout &constant) {
  const StringRef raw(reinterpret_cast<const char *>(constant.values.data()),
                      constant.values.size() * sizeof(float));
  Constant *bytes =
      ConstantDataArray::getString(context, raw, /*AddNull=*/false);
  auto *variable =
      new GlobalVariable(module, bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, bytes, constant.name);
  variable->setAlignment(Align(64));
  return variable;
}

Constant *RecordBuilder::entry(int32_t pipeline) {
  auto *pointer = PointerType::get(context, 0);
  if (pipeline < 0 || layout.pipelines[pipeline].device)
    return ConstantPointerNull::get(pointer);
  const std::string name = layout.pipelines[pipeline].symbol + "_argv";
  auto *type = FunctionType::get(Type::getInt32Ty(context), {pointer}, false);
  auto *callee =
      cast<Function>(module.getOrInsertFunction(name, type).getCallee());
  callee->setVisibility(GlobalValue::HiddenVisibility);
  return callee;
}

//===----------------------------------------------------------------------===//
// The step loop's tables
//===----------------------------------------------------------------------===//

Constant *RecordBuilder::rings() {
  StructType *type = structure(ringFields);
  Record records;
  for (const RingLayout &ring : layout.rings)
    records.push_back(ConstantStruct::get(
        type, {int64(ring.offset), int64(ring.slotBytes), int64(ring.slots),
               int64(ring.shift), int64(ring.period), int64(ring.warmUp)}));
  return array(type, records, "rings");
}

Constant *RecordBuilder::operands(const FunctionLayout &function) {
  StructType *type = structure(operandFields);
  Record records;
  for (const OperandLayout &operand : function.operands)
    records.push_back(ConstantStruct::get(
        type, {int32(operand.ring), int32(operand.taps), int64(operand.first),
               int64(operand.stride), int64(operand.dilation),
               int64(operand.paddingOffset)}));
  return array(type, records, "operands");
}

Constant *RecordBuilder::weights(const FunctionLayout &function) {
  Record addresses;
  for (int32_t index : function.weights)
    addresses.push_back(constants[index]);
  return array(PointerType::get(context, 0), addresses, "weights");
}

Constant *RecordBuilder::functions(const KernelLayout &kernel) {
  StructType *type = structure(functionFields);
  Record records;
  for (const FunctionLayout &function : kernel.functions)
    records.push_back(ConstantStruct::get(
        type,
        {entry(function.pipeline), entry(function.severalPipeline),
         device.launch(function), operands(function), weights(function),
         int32(function.operands.size()), int32(function.weights.size())}));
  return array(type, records, "functions");
}

Constant *RecordBuilder::extents(const KernelLayout &kernel) {
  StructType *type = structure(extentFields);
  Record records;
  for (const ExtentLayout &extent : kernel.extents)
    records.push_back(
        ConstantStruct::get(type, {int64(extent.ring), int64(extent.expand),
                                   int64(extent.room), int64(extent.stride)}));
  return array(type, records, "extents");
}

Constant *RecordBuilder::kernels() {
  StructType *type = structure(kernelFields);
  Record records;
  for (const KernelLayout &kernel : layout.kernels)
    records.push_back(ConstantStruct::get(
        type,
        {functions(kernel), extents(kernel), text(kernel.name),
         int32(kernel.functions.size()), int32(kernel.extents.size()),
         int32(kernel.result), int32(kernel.output), int64(kernel.inTurn),
         int64(kernel.several), int64(kernel.macs), int64(kernel.bytes)}));
  return array(type, records, "kernels");
}

Constant *RecordBuilder::runs(const std::vector<RunLayout> &phase) {
  StructType *type = structure(runFields);
  Record records;
  for (const RunLayout &run : phase)
    records.push_back(
        ConstantStruct::get(type, {int32(run.kernel), int32(run.frames)}));
  return array(type, records, "runs");
}

Constant *RecordBuilder::phases() {
  StructType *type = structure(phaseFields);
  Record records;
  for (const std::vector<RunLayout> &phase : layout.phases)
    records.push_back(
        ConstantStruct::get(type, {runs(phase), int64(phase.size())}));
  return array(type, records, "phases");
}

Constant *RecordBuilder::fills() {
  StructType *type = structure(fillFields);
  Record records;
  for (const FillLayout &fill : layout.fills)
    records.push_back(ConstantStruct::get(
        type, {int64(fill.offset), int64(fill.bytes),
               ConstantFP::get(context, APFloat(fill.value))}));
  return array(type, records, "fills");
}

Constant *RecordBuilder::tables() {
  StructType *type = structure(tablesFields);
  Constant *record = ConstantStruct::get(
      type, {rings(), kernels(), device.code(constants), phases(), fills(),
             int32(layout.rings.size()), int32(layout.kernels.size()),
             int32(layout.phases.size()), int32(layout.fills.size()),
             int64(layout.ticksPerFrame * layout.framesPerStep),
             int64(layout.firstStep), int64(layout.steadyStep),
             int64(layout.limitsOffset), inputBytes(), inputOffsets(),
             int64(layout.keptOffset), int64(layout.keptBytes),
             int64(layout.freshOffset)});
  return array(type, {record}, "tables");
}

Constant *RecordBuilder::inputBytes() {
  Record bytes;
  for (const InputLayout &input : layout.inputs)
    bytes.push_back(
        int64(std::accumulate(input.shape.begin(), input.shape.end(),
                              sizeof(float), std::multiplies<>())));
  return array(Type::getInt64Ty(context), bytes, "input_bytes");
}

Constant *RecordBuilder::inputOffsets() {
  Record offsets;
  for (const InputLayout &input : layout.inputs)
    offsets.push_back(int64(input.offset));
  return array(Type::getInt64Ty(context), offsets, "input_offsets");
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

int64_t codeOf(StringRef type) {
  return type == "int32"   ? COCC_INT32
         : type == "int64" ? COCC_INT64
                           : COCC_FLOAT32;
}

Constant *RecordBuilder::inputs() {
  StructType *type = structure(inputFields);
  Record records;
  for (const InputLayout &input : layout.inputs)
    records.push_back(ConstantStruct::get(
        type, {text(input.name), int64(input.shape.size()), shape(input.shape),
               int64(codeOf(input.type)), int64(input.limit),
               int64(input.framesPerStep)}));
  return array(type, records, "inputs");
}

Constant *RecordBuilder::outputs() {
  StructType *type = structure(outputFields);
  Record records;
  for (const OutputLayout &output : layout.outputs) {
    const StreamFacts &stream = output.stream;
    records.push_back(ConstantStruct::get(
        type,
        {text(output.name), int64(output.shape.size()), shape(output.shape),
         int64(stream.getReceptiveField()), int64(stream.period),
         int64(stream.padding), int64(stream.delay), int64(stream.warmUp),
         int64(output.mostFrames), int64(output.flushFrames)}));
  }
  return array(type, records, "outputs");
}

GlobalVariable *RecordBuilder::network(uint64_t fingerprint) {
  for (const ConstantLayout &constant : layout.constants)
    constants.push_back(weight(constant));
  StructType *type = structure(networkFields);
  Constant *record = ConstantStruct::get(
      type,
      {int32(COCC_NETWORK_MAGIC), int32(COCC_ABI_VERSION), int64(fingerprint),
       text(layout.name), int32(layout.inputs.size()),
       int32(layout.outputs.size()), inputs(), outputs(),
       int64(layout.ticksPerFrame), int64(layout.framesPerStep),
       int64(layout.block), int64(layout.macsPerStep), int64(layout.parameters),
       int64(layout.getCallersBytes()), tables(),
       external(runtimeSymbol(COCC_QUOTE(cocc_own_calls), layout.device))});
  auto *variable = new GlobalVariable(module, type, /*isConstant=*/true,
                                      GlobalValue::ExternalLinkage, record,
                                      layout.name + "_network");
  variable->setDSOLocal(true);
  return variable;
}

} // namespace

GlobalVariable *addRecords(Module &module, const NetworkLayout &layout,
                           uint64_t fingerprint) {
  return RecordBuilder(module, layout).network(fingerprint);
}

} // namespace cocc
