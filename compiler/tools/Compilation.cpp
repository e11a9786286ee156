//===- Compilation.cpp ----------------------------------------------------===//

#include "compiler/tools/Compilation.h"
#include "compiler/codegen/Collect.h"
#include "compiler/codegen/RegisterKernels.h"
#include "compiler/tools/Progress.h"
#include "dialect/ContinualOps.h"
#include "frontends/Load.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registry.insert<ContinualDialect>();
  registerStepKernels(registry);
  return registry;
}

static NetworkOp getNetwork(ModuleOp module) {
  return *module.getOps<NetworkOp>().begin();
}

Compilation::Compilation(const Machine &machine)
    : machine(machine), context(makeRegistry()),
      diagnostics(sources, &context) {
  context.loadAllAvailableDialects();
  context.printOpOnDiagnostic(false);
}

bool Compilation::load(StringRef path) {
  module = frontends::load(path, context, sources);
  if (!module)
    return false;
  layers = collectLayers(getNetwork(*module));
  return true;
}

bool Compilation::runTo(Phase phase) {
  PassManager manager(&context);
  if (failed(applyPassManagerCLOptions(manager)))
    return false;
  PhaseOptions options;
  options.vectorWidth = machine.lanes;
  buildPhases(manager, phase, options);
  return succeeded(manager.run(*module));
}

std::optional<NetworkLayout> Compilation::plan() {
  if (!runTo(Phase::Plan))
    return std::nullopt;
  return collectPlan(getNetwork(*module), layers);
}

std::optional<NetworkLayout> Compilation::compile() {
  std::optional<NetworkLayout> layout = plan();
  if (!layout)
    return std::nullopt;
  NetworkOp network = getNetwork(*module);
  Progress progress("compiling kernels");
  auto compiled = compileKernels(
      network, machine, layout->name + "_kernel",
      [&](size_t done, size_t all) { progress.update(done, all); });
  if (!compiled) {
    network.emitError(llvm::toString(compiled.takeError()));
    return std::nullopt;
  }
  if (failed(addCode(network, std::move(*compiled), *layout)))
    return std::nullopt;
  return layout;
}

std::optional<Halide::Target> cocc::parseTarget(StringRef name) {
  std::string full =
      llvm::StringSwitch<std::string>(name)
          .Case("x86-64-avx2", "x86-64-linux-sse41-avx-f16c-fma-avx2")
          .Case("x86-64-avx512",
                "x86-64-linux-sse41-avx-f16c-fma-avx2-avx512-avx512_skylake")
          .Default(name.str());
  if (!Halide::Target::validate_target_string(full))
    return std::nullopt;
  Halide::Target target(full);
  if (target.arch != Halide::Target::X86 || target.bits != 64 ||
      target.os != Halide::Target::Linux || target.has_gpu_feature())
    return std::nullopt;
  return target;
}
