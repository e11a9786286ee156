//===- cocc-opt.cpp - Runs passes over continual IR -----------------------===//

#include "compiler/passes/Passes.h"
#include "compiler/passes/Phases.h"
#include "dialect/ContinualDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<cocc::continual::ContinualDialect>();
  mlir::registerCanonicalizer();
  mlir::registerCSE();
  cocc::registerContinualPasses();
  cocc::registerPhases();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "passes over continual IR\n", registry));
}
