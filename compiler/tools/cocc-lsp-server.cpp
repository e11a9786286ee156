//===- cocc-lsp-server.cpp - Continual IR in editors ----------------------===//

#include "dialect/ContinualDialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registry.insert<cocc::continual::ContinualDialect>();
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
