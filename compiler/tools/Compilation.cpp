//===- Compilation.cpp ----------------------------------------------------===//

#include "compiler/tools/Compilation.h"
#include "compiler/codegen/Collect.h"
#include "compiler/codegen/RegisterKernels.h"
#include "compiler/passes/Passes.h"
#include "compiler/tools/Progress.h"
#include "compiler/tools/Statistics.h"
#include "dialect/InputFrames.h"
#include "dialect/StreamPositions.h"
#include "dialect/Weights.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
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

/// Prints a diagnostic; of an archive, which has no lines, without a place.
static void printDiagnostic(const llvm::SMDiagnostic &diagnostic, void *) {
  if (!diagnostic.getFilename().ends_with(".pt2"))
    return diagnostic.print(nullptr, llvm::errs());
  llvm::SMDiagnostic(diagnostic.getFilename(), diagnostic.getKind(),
                     diagnostic.getMessage())
      .print(nullptr, llvm::errs());
}

Compilation::Compilation(const Machine &machine)
    : machine(machine), context(makeRegistry()),
      diagnostics(sources, &context) {
  context.loadAllAvailableDialects();
  context.printOpOnDiagnostic(false);
  sources.setDiagHandler(printDiagnostic);
}

void Compilation::showStatistics() { cocc::showStatistics(context); }

/// Text can name weights without their values. Each that lacks them is
/// reported.
static bool hasAllValues(NetworkOp network) {
  bool all = true;
  for (WeightOp weight : network.getBody().getOps<WeightOp>())
    all &= !getWeightValues(weight).empty();
  return all;
}

/// The layers as the user wrote them, but where padding is absorbed: it would
/// be reported with a delay that it does not have.
static FailureOr<std::vector<LayerReport>> reportLayers(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  PassManager manager(module.getContext());
  manager.nest<NetworkOp>().addPass(createAbsorbPadding());
  if (failed(manager.run(*copy)))
    return failure();
  return collectLayers(getNetwork(*copy));
}

/// All phases, and the reports, are to count time in the ticks of the network
/// as it was written, also where passes leave out the layer that they are for.
static void keepTicks(NetworkOp network) {
  int64_t ticks = StreamPositions(network).getSchedule().ticksPerFrame;
  if (ticks > 1)
    network.setTicksPerFrame(ticks);
}

/// Whether a step takes a whole number of frames of each input.
static bool hasWholeSteps(NetworkOp network,
                          const frontends::OptionNames &names) {
  std::string wrong = refuseStepFrames(network);
  if (wrong.empty())
    return true;
  network.emitError(wrong + " (" +
                    names.framesPerStep(getStepMultiple(network)) + ")");
  return false;
}

bool Compilation::load(StringRef path, const frontends::LoadOptions &options,
                       int64_t framesPerStep) {
  module = frontends::load(path, options, context, sources);
  if (!module || !hasAllValues(getNetwork(*module)))
    return false;
  if (framesPerStep > 1)
    getNetwork(*module).setFramesPerStep(framesPerStep);
  if (!hasWholeSteps(getNetwork(*module), options.names))
    return false;
  keepTicks(getNetwork(*module));
  auto reports = reportLayers(*module);
  if (failed(reports))
    return false;
  layers = std::move(*reports);
  return true;
}

std::optional<frontends::NetworkDescription>
Compilation::describe(StringRef path, const frontends::LoadOptions &options) {
  return frontends::loadDescription(path, options, context, sources);
}

bool Compilation::runTo(Phase phase) {
  PassManager manager(&context);
  if (failed(applyPassManagerCLOptions(manager)))
    return false;
  applyDefaultTimingPassManagerCLOptions(manager);
  PhaseOptions options;
  options.vectorWidth = machine.lanes;
  buildPhases(manager, phase, options);
  return succeeded(manager.run(*module));
}

std::optional<NetworkLayout> Compilation::plan() {
  if (!runTo(Phase::Plan))
    return std::nullopt;
  NetworkLayout layout = collectPlan(getNetwork(*module), layers);
  layout.device = machine.device;
  return layout;
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

/// Whether `feature` says which instructions there are, and not how code is to
/// be made.
static bool isInstructionSet(Halide::Target::Feature feature) {
  using Target = Halide::Target;
  return llvm::is_contained(
      {Target::SSE41, Target::AVX, Target::AVX2, Target::AVXVNNI, Target::F16C,
       Target::FMA, Target::FMA4, Target::AVX512, Target::AVX512_KNL,
       Target::AVX512_Skylake, Target::AVX512_Cannonlake, Target::AVX512_Zen4,
       Target::AVX512_Zen5, Target::AVX512_SapphireRapids, Target::AVX10_1,
       Target::X86APX},
      feature);
}

/// Whether `feature` says that a device runs the kernels.
static bool isDevice(Halide::Target::Feature feature) {
  return feature == Halide::Target::OpenCL;
}

/// Whether all features that `name` lists are instruction sets or devices.
/// Halide throws where it is told those of another processor.
static bool hasOnlyKnownFeatures(StringRef name) {
  return llvm::all_of(llvm::split(name, '-'), [](StringRef part) {
    auto feature = Halide::Target::feature_from_name(part.str());
    return feature == Halide::Target::FeatureEnd || isInstructionSet(feature) ||
           isDevice(feature);
  });
}

std::optional<Halide::Target> cocc::parseTarget(StringRef name) {
  std::string full =
      llvm::StringSwitch<std::string>(name)
          .Case("x86-64-avx2", "x86-64-linux-sse41-avx-f16c-fma-avx2")
          .Case("x86-64-avx512",
                "x86-64-linux-sse41-avx-f16c-fma-avx2-avx512-avx512_skylake")
          .Default(name.str());
  bool isOurs = full == "host" || StringRef(full).starts_with("host-") ||
                StringRef(full).starts_with("x86-64-linux");
  if (!isOurs || !hasOnlyKnownFeatures(full) ||
      !Halide::Target::validate_target_string(full))
    return std::nullopt;
  Halide::Target target(full);
  bool isX86 = target.arch == Halide::Target::X86 && target.bits == 64 &&
               target.os == Halide::Target::Linux;
  // AVX10 alone comes in several widths.
  if (!isX86 ||
      (target.vector_bits != 0 && !target.has_feature(Halide::Target::AVX10_1)))
    return std::nullopt;
  return target;
}
