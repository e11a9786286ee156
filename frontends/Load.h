//===- Load.h - A network from any file that the compiler reads -----------===//

#ifndef COCC_FRONTENDS_LOAD_H
#define COCC_FRONTENDS_LOAD_H

#include "frontends/NetworkDescription.h"
#include "frontends/OptionNames.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"

namespace cocc::frontends {

/// What is said beside the file.
struct LoadOptions {
  /// Of a description: its weights file, instead of the one that it names.
  std::string weights;
  /// Of an exported program: the dimension of its input that is time.
  int64_t timeDim = 2;
  /// Where its inputs differ, that of each.
  std::vector<int64_t> timeDims;
  /// Further files of the same program, exported for clips of other lengths.
  std::vector<std::string> also;
  /// How many frames something that looks at the whole clip is to look at: by
  /// the name of a node, a module's path or an operator's name.
  std::map<std::string, int64_t> windows;
  /// What messages call these.
  OptionNames names = {};
  /// Outputs that belong together are to leave at the same step. IR says so
  /// itself.
  bool alignOutputs = false;
};

/// The module in the file at `path`, a description (.yaml, .yml), an exported
/// PyTorch program (.pt2) or IR (.mlir), with one `continual.network`. Puts
/// what diagnostics are about into `sources`, which must be empty, so that a
/// mlir::SourceMgrDiagnosticHandler shows the lines. Null, with errors
/// reported, where the file is wrong.
mlir::OwningOpRef<mlir::ModuleOp> load(llvm::StringRef path,
                                       const LoadOptions &options,
                                       mlir::MLIRContext &context,
                                       llvm::SourceMgr &sources);

/// What load makes the module of, for an exported program alone.
std::optional<NetworkDescription> loadDescription(llvm::StringRef path,
                                                  const LoadOptions &options,
                                                  mlir::MLIRContext &context,
                                                  llvm::SourceMgr &sources);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_LOAD_H
