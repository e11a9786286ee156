//===- EmitTables.cpp - A network's tables as an object file --------------===//

#include "compiler/codegen/EmitTables.h"
#include "compiler/codegen/EmitApi.h"
#include "compiler/codegen/EmitRecords.h"

#include "cocc/table.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/xxhash.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace cocc {
namespace {

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
  LLVMContext context;
  Module module(layout.name, context);
  module.setTargetTriple(machine.getTargetTriple());
  module.setDataLayout(machine.createDataLayout());
  module.setPICLevel(PICLevel::BigPIC);
  addApi(module, layout, addRecords(module, layout, fingerprint));
  SmallVector<char, 0> object;
  raw_svector_ostream stream(object);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr,
                                  CodeGenFileType::ObjectFile))
    return createStringError("LLVM was built without object files for x86-64");
  passes.run(module);
  return object;
}

/// What a call of the runtime cannot hold.
Error checkLimits(const KernelLayout &kernel, const FunctionLayout &function) {
  int64_t taps = 0;
  size_t arguments = function.weights.size() + 1;
  for (const OperandLayout &operand : function.operands) {
    taps += operand.taps;
    arguments += operand.isCallers() ? 1 : 2;
  }
  if (taps * kernel.several > COCC_MAX_TAPS)
    return createStringError("layer '" + kernel.name + "' looks at " +
                             Twine(taps) + " frames; at most " +
                             Twine(COCC_MAX_TAPS) + " are possible");
  if (arguments > COCC_MAX_ARGUMENTS)
    return createStringError("layer '" + kernel.name + "' has " +
                             Twine(arguments) +
                             " inputs, weights and results; at most " +
                             Twine(COCC_MAX_ARGUMENTS) + " are possible");
  return Error::success();
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
  for (const KernelLayout &kernel : layout.kernels)
    for (const FunctionLayout &function : kernel.functions)
      if (Error error = checkLimits(kernel, function))
        return error;
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
  for (const PipelineLayout &pipeline : layout.pipelines)
    hashes.push_back(xxh3_64bits(StringRef(pipeline.object)));
  const StringRef all(reinterpret_cast<const char *>(hashes.data()),
                      hashes.size() * sizeof(uint64_t));
  return emitObject(layout, **machine, xxh3_64bits(all));
}

} // namespace cocc
