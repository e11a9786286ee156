//===- cocc-import.cpp - Shows what the frontends make of a file ----------===//
//
// For tests: prints the module, without the values of large weights unless
// --with-weights is given.
//
//===----------------------------------------------------------------------===//

#include "frontends/Load.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/CommandLine.h"

static llvm::cl::opt<std::string> input(llvm::cl::Positional,
                                        llvm::cl::Required,
                                        llvm::cl::desc("<network file>"));
static llvm::cl::opt<bool>
    withWeights("with-weights",
                llvm::cl::desc("Print the values of all weights"));
static llvm::cl::opt<bool>
    withLocations("with-locations",
                  llvm::cl::desc("Print where each operation is from"));

int main(int argc, char **argv) {
  llvm::cl::ParseCommandLineOptions(argc, argv);
  mlir::MLIRContext context;
  llvm::SourceMgr sources;
  mlir::SourceMgrDiagnosticHandler handler(sources, &context);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      cocc::frontends::load(input, {}, context, sources);
  if (!module || failed(mlir::verify(*module)))
    return 1;
  mlir::OpPrintingFlags flags;
  if (!withWeights)
    flags.elideLargeResourceString();
  if (withLocations)
    flags.enableDebugInfo(/*enable=*/true, /*prettyForm=*/true);
  module->print(llvm::outs(), flags);
}
