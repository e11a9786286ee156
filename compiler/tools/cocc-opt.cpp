//===- cocc-opt.cpp - Runs passes over continual IR -----------------------===//

#include "dialect/ContinualDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<cocc::continual::ContinualDialect>();
  mlir::registerCanonicalizer();
  mlir::registerCSE();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "passes over continual IR\n", registry));
}
