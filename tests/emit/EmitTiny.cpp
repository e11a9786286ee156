//===- EmitTiny.cpp - The hand-made networks as libraries on disk ---------===//

#include "TinyNetwork.h"
#include "compiler/codegen/EmitLibrary.h"

#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: cocc_emit_tiny FOLDER\n";
    return 2;
  }
  for (const auto &layout : cocc::test::tinyNetworks())
    if (llvm::Error error = cocc::emitLibrary(layout, argv[1])) {
      llvm::errs() << toString(std::move(error)) << "\n";
      return 1;
    }
  return 0;
}
