//===- EmitLayout.h - A NetworkLayout as JSON -----------------------------===//

#ifndef COCC_COMPILER_CODEGEN_EMITLAYOUT_H
#define COCC_COMPILER_CODEGEN_EMITLAYOUT_H

#include "compiler/codegen/NetworkLayout.h"

namespace cocc {

/// The rings, fills, kernels and phases of a layout, for people and tests.
std::string emitLayout(const NetworkLayout &layout);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITLAYOUT_H
