//===- Phases.h - The compilation of a network, phase by phase ------------===//
//
// The driver and cocc-opt build their pipelines here, so that each phase means
// the same to both.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_PASSES_PHASES_H
#define COCC_COMPILER_PASSES_PHASES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace mlir {
class OpPassManager;
}

namespace cocc {

enum class Phase { Import, Simplify, Balance, Share, Fuse, Plan };

struct PhaseOptions {
  /// Floats in a vector of the target.
  unsigned vectorWidth = 16;
};

/// All phases, in order.
llvm::ArrayRef<Phase> getPhases();
/// "import", "simplify", ...
llvm::StringRef getPhaseName(Phase phase);
/// One line on what holds after the phase.
llvm::StringRef getPhaseDescription(Phase phase);
std::optional<Phase> parsePhase(llvm::StringRef name);

/// Adds the passes that lead from the phase before to `phase`. `manager` runs
/// on modules.
void buildPhase(mlir::OpPassManager &manager, Phase phase,
                const PhaseOptions &options);
/// Adds the passes of all phases up to and including `last`.
void buildPhases(mlir::OpPassManager &manager, Phase last,
                 const PhaseOptions &options);

/// Registers `continual-to-<phase>` for each phase: all passes up to it.
void registerPhases();

} // namespace cocc

#endif // COCC_COMPILER_PASSES_PHASES_H
