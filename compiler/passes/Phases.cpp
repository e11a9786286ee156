//===- Phases.cpp ---------------------------------------------------------===//

#include "compiler/passes/Phases.h"
#include "compiler/passes/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace cocc;
using namespace cocc::continual;

namespace {
struct PhaseEntry {
  Phase phase;
  StringRef name;
  StringRef description;
  void (*build)(OpPassManager &networks, const PhaseOptions &options);
};
} // namespace

static void buildImport(OpPassManager &, const PhaseOptions &) {}

static void buildSimplify(OpPassManager &networks, const PhaseOptions &) {
  networks.addPass(createAbsorbPadding());
  networks.addPass(createCanonicalizerPass());
  networks.addPass(createCSEPass());
  networks.addPass(createMovePlaces());
  networks.addPass(createCSEPass());
  networks.addPass(createFoldAffine());
}

static void buildBalance(OpPassManager &networks, const PhaseOptions &) {
  networks.addPass(createBalanceDelays());
}

static void buildShare(OpPassManager &networks, const PhaseOptions &) {
  networks.addPass(createConvertBoundary());
  networks.addPass(createShareRings());
}

static void buildFuse(OpPassManager &networks, const PhaseOptions &) {
  networks.addPass(createFuseSteps());
}

static void buildPlan(OpPassManager &networks, const PhaseOptions &options) {
  networks.addPass(createPlanState({options.vectorWidth}));
}

static constexpr PhaseEntry entries[] = {
    {Phase::Import, "import", "the network as its description says",
     buildImport},
    {Phase::Simplify, "simplify",
     "normalisations are in the weights before them", buildSimplify},
    {Phase::Balance, "balance",
     "the newest frames of each operation's operands meet", buildBalance},
    {Phase::Share, "share",
     "delays are taps, and each value has at most one ring", buildShare},
    {Phase::Fuse, "fuse", "each operation is in one kernel", buildFuse},
    {Phase::Plan, "plan", "each kernel has a clock, each value a place",
     buildPlan},
};

static const PhaseEntry &getEntry(Phase phase) {
  return *llvm::find_if(
      entries, [&](const PhaseEntry &entry) { return entry.phase == phase; });
}

ArrayRef<Phase> cocc::getPhases() {
  static constexpr Phase phases[] = {Phase::Import,  Phase::Simplify,
                                     Phase::Balance, Phase::Share,
                                     Phase::Fuse,    Phase::Plan};
  return phases;
}

StringRef cocc::getPhaseName(Phase phase) { return getEntry(phase).name; }

StringRef cocc::getPhaseDescription(Phase phase) {
  return getEntry(phase).description;
}

std::optional<Phase> cocc::parsePhase(StringRef name) {
  for (const PhaseEntry &entry : entries)
    if (entry.name == name)
      return entry.phase;
  return std::nullopt;
}

void cocc::buildPhase(OpPassManager &manager, Phase phase,
                      const PhaseOptions &options) {
  getEntry(phase).build(manager.nest<NetworkOp>(), options);
}

void cocc::buildPhases(OpPassManager &manager, Phase last,
                       const PhaseOptions &options) {
  for (Phase phase : getPhases())
    if (phase <= last)
      buildPhase(manager, phase, options);
}

namespace {
struct PipelineOptions : public PassPipelineOptions<PipelineOptions> {
  Option<unsigned> vectorWidth{*this, "vector-width",
                               llvm::cl::desc("Floats in a vector"),
                               llvm::cl::init(PhaseOptions().vectorWidth)};
};
} // namespace

void cocc::registerPhases() {
  for (const PhaseEntry &entry : entries)
    PassPipelineRegistration<PipelineOptions>(
        ("continual-to-" + entry.name).str(), entry.description,
        [phase = entry.phase](OpPassManager &manager,
                              const PipelineOptions &options) {
          buildPhases(manager, phase, {options.vectorWidth});
        });
}
