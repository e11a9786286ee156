//===- EmitTables.cpp - A network's tables as an object file --------------===//

#include "compiler/codegen/EmitTables.h"
#include "compiler/codegen/EmitStructs.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/xxhash.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace cocc::emit;

namespace cocc {
namespace {

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

#define COCC_QUOTE_EXPANDED(NAME) #NAME
#define COCC_QUOTE(NAME) COCC_QUOTE_EXPANDED(NAME)

/// A function of the generated header: `suffix` behind the network's name, made
/// of the runtime's `callee`.
struct ApiFunction {
  StringRef suffix;
  StringRef callee;
  /// 'p' pointer, 'i' int, 'l' 64 bits, 'v' nothing; of parameters, 'I' a
  /// pointer for each input, which the callee takes as an array, 'O' the same
  /// for outputs, and 'C' an array of counts where there are several outputs.
  char result;
  StringRef parameters;
  bool takesNetwork = true;
};

constexpr ApiFunction api[] = {
    {"_init", COCC_QUOTE(cocc_init), 'p', "pl"},
    {"_create", COCC_QUOTE(cocc_create), 'p', ""},
    {"_destroy", COCC_QUOTE(cocc_destroy), 'v', "p", false},
    {"_step", COCC_QUOTE(cocc_step), 'i', "pIO"},
    {"_peek", COCC_QUOTE(cocc_peek), 'i', "pIO"},
    {"_flush", COCC_QUOTE(cocc_flush), 'l', "ppOC"},
    {"_reset", COCC_QUOTE(cocc_reset), 'i', "p"},
};

class TableModule {
public:
  TableModule(const NetworkLayout &layout, const TargetMachine &machine,
              uint64_t fingerprint);

  Module &get() { return module; }

private:
  using Record = SmallVector<Constant *, 20>;

  Constant *int32(int64_t value) {
    return ConstantInt::get(Type::getInt32Ty(context), value, true);
  }
  Constant *int64(uint64_t value) {
    return ConstantInt::get(Type::getInt64Ty(context), value);
  }
  Constant *shape(const std::vector<int64_t> &extents);
  Constant *text(StringRef value);
  Constant *weight(const ConstantLayout &constant);
  Constant *entry(const FunctionLayout &function);

  Type *typeOf(Kind kind);
  Type *typeFor(char kind);
  template <size_t N>
  StructType *structure(const Field (&fields)[N]);
  /// The address of a constant array, or null for an empty one.
  Constant *array(Type *element, ArrayRef<Constant *> values,
                  const Twine &name);

  Constant *rings();
  Constant *operands(const KernelLayout &kernel);
  Constant *weights(const KernelLayout &kernel);
  Constant *kernels();
  Constant *phases();
  Constant *fills();
  Constant *tables();
  GlobalVariable *network(uint64_t fingerprint);
  Constant *inputs();
  Constant *inputOffsets();
  Constant *outputs();
  /// How many parameters of the API's function stand for one of the callee's.
  size_t countParameters(char kind);
  Function *declare(const Twine &name, Type *result, ArrayRef<Type *> types);
  void addApi(const ApiFunction &function, GlobalVariable *network);

  const NetworkLayout &layout;
  LLVMContext context;
  Module module;
  std::vector<Constant *> constants;
};

TableModule::TableModule(const NetworkLayout &layout,
                         const TargetMachine &machine, uint64_t fingerprint)
    : layout(layout), module(layout.name, context) {
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  module.setPICLevel(PICLevel::BigPIC);
  for (const ConstantLayout &constant : layout.constants)
    constants.push_back(weight(constant));
  GlobalVariable *exported = network(fingerprint);
  for (const ApiFunction &function : api)
    addApi(function, exported);
}

Type *TableModule::typeOf(Kind kind) {
  switch (kind) {
  case Kind::Int32:
    return Type::getInt32Ty(context);
  case Kind::Int64:
    return Type::getInt64Ty(context);
  case Kind::Float:
    return Type::getFloatTy(context);
  case Kind::Pointer:
    return PointerType::get(context, 0);
  case Kind::Shape:
    return ArrayType::get(Type::getInt64Ty(context), COCC_MAX_RANK);
  }
  llvm_unreachable("every kind has a type");
}

template <size_t N>
StructType *TableModule::structure(const Field (&fields)[N]) {
  SmallVector<Type *, N> types;
  for (const Field &field : fields)
    types.push_back(typeOf(field.kind));
  return StructType::get(context, types);
}

Constant *TableModule::array(Type *element, ArrayRef<Constant *> values,
                             const Twine &name) {
  if (values.empty())
    return ConstantPointerNull::get(PointerType::get(context, 0));
  auto *type = ArrayType::get(element, values.size());
  return new GlobalVariable(module, type, /*isConstant=*/true,
                            GlobalValue::PrivateLinkage,
                            ConstantArray::get(type, values), name);
}

Constant *TableModule::shape(const std::vector<int64_t> &extents) {
  std::vector<uint64_t> padded(extents.begin(), extents.end());
  padded.resize(COCC_MAX_RANK);
  return ConstantDataArray::get(context, ArrayRef(padded));
}

Constant *TableModule::text(StringRef value) {
  Constant *bytes = ConstantDataArray::getString(context, value);
  auto *variable =
      new GlobalVariable(module, bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, bytes, "text");
  variable->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return variable;
}

/// Bytes rather than floats: they go into the object in one piece.
Constant *TableModule::weight(const ConstantLayout &constant) {
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

Constant *TableModule::entry(const FunctionLayout &function) {
  const std::string name = function.symbol + "_argv";
  auto *pointer = PointerType::get(context, 0);
  auto *type = FunctionType::get(Type::getInt32Ty(context), {pointer}, false);
  auto *callee =
      cast<Function>(module.getOrInsertFunction(name, type).getCallee());
  callee->setVisibility(GlobalValue::HiddenVisibility);
  return callee;
}

Constant *TableModule::rings() {
  StructType *type = structure(ringFields);
  Record records;
  for (const RingLayout &ring : layout.rings)
    records.push_back(ConstantStruct::get(
        type, {int64(ring.offset), int64(ring.slotBytes), int64(ring.slots),
               int64(ring.period), int64(ring.warmUp)}));
  return array(type, records, "rings");
}

Constant *TableModule::operands(const KernelLayout &kernel) {
  StructType *type = structure(operandFields);
  Record records;
  for (const OperandLayout &operand : kernel.operands)
    records.push_back(ConstantStruct::get(
        type, {int32(operand.ring), int32(operand.taps), int64(operand.first),
               int64(operand.stride), int64(operand.dilation),
               int64(operand.paddingOffset), int64(operand.receptiveField),
               int64(operand.padAfter)}));
  return array(type, records, "operands");
}

Constant *TableModule::weights(const KernelLayout &kernel) {
  Record addresses;
  for (int32_t index : kernel.weights)
    addresses.push_back(constants[index]);
  return array(PointerType::get(context, 0), addresses, "weights");
}

Constant *TableModule::kernels() {
  StructType *type = structure(kernelFields);
  Record records;
  for (const KernelLayout &kernel : layout.kernels)
    records.push_back(ConstantStruct::get(
        type, {entry(layout.functions[kernel.function]), text(kernel.name),
               operands(kernel), weights(kernel), int32(kernel.operands.size()),
               int32(kernel.weights.size()), int32(kernel.result),
               int32(kernel.output), int64(kernel.macs), int64(kernel.bytes)}));
  return array(type, records, "kernels");
}

Constant *TableModule::phases() {
  StructType *type = structure(phaseFields);
  Record records;
  for (const std::vector<int32_t> &phase : layout.phases) {
    Record indices;
    for (int32_t kernel : phase)
      indices.push_back(int32(kernel));
    records.push_back(ConstantStruct::get(
        type, {array(Type::getInt32Ty(context), indices, "phase"),
               int32(phase.size())}));
  }
  return array(type, records, "phases");
}

Constant *TableModule::fills() {
  StructType *type = structure(fillFields);
  Record records;
  for (const FillLayout &fill : layout.fills)
    records.push_back(ConstantStruct::get(
        type, {int64(fill.offset), int64(fill.bytes),
               ConstantFP::get(context, APFloat(fill.value))}));
  return array(type, records, "fills");
}

Constant *TableModule::tables() {
  StructType *type = structure(tablesFields);
  Constant *record = ConstantStruct::get(
      type, {rings(), kernels(), phases(), fills(), int32(layout.rings.size()),
             int32(layout.kernels.size()), int32(layout.phases.size()),
             int32(layout.fills.size()), int64(layout.steadyStep),
             int64(layout.limitsOffset), inputOffsets()});
  return array(type, {record}, "tables");
}

Constant *TableModule::inputOffsets() {
  Record offsets;
  for (const InputLayout &input : layout.inputs)
    offsets.push_back(int64(input.offset));
  return array(Type::getInt64Ty(context), offsets, "input_offsets");
}

static int64_t codeOf(StringRef type) {
  return type == "int32"   ? COCC_INT32
         : type == "int64" ? COCC_INT64
                           : COCC_FLOAT32;
}

Constant *TableModule::inputs() {
  StructType *type = structure(inputFields);
  Record records;
  for (const InputLayout &input : layout.inputs)
    records.push_back(ConstantStruct::get(
        type, {text(input.name), int64(input.shape.size()), shape(input.shape),
               int64(codeOf(input.type)), int64(input.limit)}));
  return array(type, records, "inputs");
}

Constant *TableModule::outputs() {
  StructType *type = structure(outputFields);
  Record records;
  for (const OutputLayout &output : layout.outputs) {
    const StreamFacts &stream = output.stream;
    records.push_back(ConstantStruct::get(
        type, {text(output.name), int64(output.shape.size()),
               shape(output.shape), int64(stream.getReceptiveField()),
               int64(stream.stride), int64(stream.padding), int64(stream.delay),
               int64(stream.warmUp), int64(output.flushFrames)}));
  }
  return array(type, records, "outputs");
}

GlobalVariable *TableModule::network(uint64_t fingerprint) {
  StructType *type = structure(networkFields);
  Constant *record = ConstantStruct::get(
      type, {int32(COCC_NETWORK_MAGIC), int32(COCC_ABI_VERSION),
             int64(fingerprint), text(layout.name), int32(layout.inputs.size()),
             int32(layout.outputs.size()), inputs(), outputs(),
             int64(layout.macsPerStep), int64(layout.parameters),
             int64(layout.stateBytes), tables()});
  auto *variable = new GlobalVariable(module, type, /*isConstant=*/true,
                                      GlobalValue::ExternalLinkage, record,
                                      layout.name + "_network");
  variable->setDSOLocal(true);
  return variable;
}

Type *TableModule::typeFor(char kind) {
  switch (kind) {
  case 'i':
    return Type::getInt32Ty(context);
  case 'l':
    return Type::getInt64Ty(context);
  case 'v':
    return Type::getVoidTy(context);
  default:
    return PointerType::get(context, 0);
  }
}

size_t TableModule::countParameters(char kind) {
  switch (kind) {
  case 'I':
    return layout.inputs.size();
  case 'O':
    return layout.outputs.size();
  case 'C':
    return layout.outputs.size() > 1 ? 1 : 0;
  default:
    return 1;
  }
}

Function *TableModule::declare(const Twine &name, Type *result,
                               ArrayRef<Type *> types) {
  return Function::Create(FunctionType::get(result, types, false),
                          GlobalValue::ExternalLinkage, name, module);
}

/// An array on the stack with the addresses in `values`; its address.
static Value *storeAddresses(IRBuilder<> &builder, ArrayRef<Value *> values) {
  auto *type = ArrayType::get(builder.getPtrTy(), values.size());
  Value *array = builder.CreateAlloca(type);
  for (auto [i, value] : enumerate(values))
    builder.CreateStore(value,
                        builder.CreateConstInBoundsGEP2_64(type, array, 0, i));
  return array;
}

void TableModule::addApi(const ApiFunction &function, GlobalVariable *network) {
  SmallVector<Type *, 8> own, passed;
  if (function.takesNetwork)
    passed.push_back(network->getType());
  for (char kind : function.parameters) {
    own.append(countParameters(kind), typeFor(kind));
    passed.push_back(typeFor(kind));
  }
  Type *result = typeFor(function.result);
  Function *callee = declare(function.callee, result, passed);
  callee->setVisibility(GlobalValue::HiddenVisibility);
  Function *body = declare(layout.name + function.suffix, result, own);
  body->setDSOLocal(true);
  body->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> builder(BasicBlock::Create(context, "", body));
  SmallVector<Value *, 8> left(make_pointer_range(body->args()));
  SmallVector<Value *, 8> arguments;
  if (function.takesNetwork)
    arguments.push_back(network);
  for (char kind : function.parameters) {
    ArrayRef<Value *> own = ArrayRef(left).take_front(countParameters(kind));
    if (kind == 'I' || kind == 'O')
      arguments.push_back(storeAddresses(builder, own));
    else
      arguments.push_back(
          own.empty() ? ConstantPointerNull::get(builder.getPtrTy()) : own[0]);
    left.erase(left.begin(), left.begin() + own.size());
  }
  CallInst *call = builder.CreateCall(callee, arguments);
  if (result->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
}

//===----------------------------------------------------------------------===//
// The object
//===----------------------------------------------------------------------===//

Expected<std::unique_ptr<TargetMachine>> createTargetMachine() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  const Triple triple("x86_64-unknown-linux-gnu");
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError(message);
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, "x86-64", "", TargetOptions(), Reloc::PIC_));
}

Expected<SmallVector<char, 0>> emitObject(const NetworkLayout &layout,
                                          TargetMachine &machine,
                                          uint64_t fingerprint) {
  TableModule tables(layout, machine, fingerprint);
  SmallVector<char, 0> object;
  raw_svector_ostream stream(object);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr,
                                  CodeGenFileType::ObjectFile))
    return createStringError("LLVM was built without object files for x86-64");
  passes.run(tables.get());
  return object;
}

/// What the runtime cannot hold, as the user would have to be told.
Error checkLimits(const NetworkLayout &layout) {
  // Taps are told apart by distances in floats, in 32 bits.
  if (layout.stateBytes >= uint64_t(1) << 33)
    return createStringError("network '" + layout.name + "' needs " +
                             Twine(layout.stateBytes) +
                             " bytes of state; at most 8 GiB can be addressed");
  if (layout.inputs.size() > COCC_MAX_INPUTS ||
      layout.outputs.size() > COCC_MAX_OUTPUTS)
    return createStringError(
        "network '" + layout.name + "' has " + Twine(layout.inputs.size()) +
        " inputs and " + Twine(layout.outputs.size()) + " outputs; at most " +
        Twine(COCC_MAX_INPUTS) + " and " + Twine(COCC_MAX_OUTPUTS) +
        " are possible");
  for (const KernelLayout &kernel : layout.kernels) {
    int64_t taps = 0;
    size_t arguments = kernel.weights.size() + 1;
    for (const OperandLayout &operand : kernel.operands) {
      taps += operand.taps;
      arguments += operand.isCallers() ? 1 : 2;
    }
    if (taps > COCC_MAX_TAPS)
      return createStringError("layer '" + kernel.name + "' looks at " +
                               Twine(taps) + " frames; at most " +
                               Twine(COCC_MAX_TAPS) + " are possible");
    if (arguments > COCC_MAX_ARGUMENTS)
      return createStringError("layer '" + kernel.name + "' has " +
                               Twine(arguments) +
                               " inputs, weights and results; at most " +
                               Twine(COCC_MAX_ARGUMENTS) + " are possible");
  }
  return Error::success();
}

} // namespace

Expected<SmallVector<char, 0>> emitTables(const NetworkLayout &layout) {
  if (Error error = checkLimits(layout))
    return error;
  auto machine = createTargetMachine();
  if (!machine)
    return machine.takeError();
  auto unmarked = emitObject(layout, **machine, /*fingerprint=*/0);
  if (!unmarked)
    return unmarked.takeError();
  SmallVector<uint64_t> hashes = {
      xxh3_64bits(StringRef(unmarked->data(), unmarked->size()))};
  for (const FunctionLayout &function : layout.functions)
    hashes.push_back(xxh3_64bits(StringRef(function.object)));
  const StringRef all(reinterpret_cast<const char *>(hashes.data()),
                      hashes.size() * sizeof(uint64_t));
  return emitObject(layout, **machine, xxh3_64bits(all));
}

std::vector<std::string> exportedSymbols(const NetworkLayout &layout) {
  std::vector<std::string> symbols;
  for (const ApiFunction &function : api)
    symbols.push_back(layout.name + function.suffix.str());
  symbols.push_back(layout.name + "_network");
  return symbols;
}

} // namespace cocc
