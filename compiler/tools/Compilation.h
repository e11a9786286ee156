//===- Compilation.h - A network on its way through the compiler ----------===//

#ifndef COCC_COMPILER_TOOLS_COMPILATION_H
#define COCC_COMPILER_TOOLS_COMPILATION_H

#include "compiler/codegen/NetworkLayout.h"
#include "compiler/codegen/Schedule.h"
#include "compiler/passes/Phases.h"
#include "frontends/Load.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"
#include <memory>
#include <optional>

namespace cocc {

/// Loads a network and takes it from phase to phase. Every mistake is reported
/// to standard error, at its place in the user's file; what returns nothing has
/// reported why.
class Compilation {
public:
  explicit Compilation(const Machine &machine);

  /// Has the passes say what they did.
  void showStatistics();
  /// A step is to take so many frames of each input; where that is 1, as many
  /// as the network says itself.
  bool load(llvm::StringRef path, const frontends::LoadOptions &options,
            int64_t framesPerStep);
  /// The network of an exported program as a description.
  std::optional<frontends::NetworkDescription>
  describe(llvm::StringRef path, const frontends::LoadOptions &options);
  /// Runs all passes up to `phase`.
  bool runTo(Phase phase);
  /// The planned network without its code.
  std::optional<NetworkLayout> plan();
  /// The whole library, still in memory.
  std::optional<NetworkLayout> compile();

  mlir::ModuleOp getModule() { return *module; }
  const Machine &getMachine() const { return machine; }

private:
  Machine machine;
  mlir::MLIRContext context;
  llvm::SourceMgr sources;
  mlir::SourceMgrDiagnosticHandler diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<LayerReport> layers;
};

/// The target called `name`: "host", "x86-64-avx2", "x86-64-avx512", or in
/// Halide's notation. Nothing where there is none such.
std::optional<Halide::Target> parseTarget(llvm::StringRef name);

} // namespace cocc

#endif // COCC_COMPILER_TOOLS_COMPILATION_H
