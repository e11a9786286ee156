//===- EmitHeader.h - <net>.h -----------------------------------*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITHEADER_H
#define COCC_COMPILER_CODEGEN_EMITHEADER_H

#include "compiler/codegen/NetworkLayout.h"

namespace cocc {

/// The header for C and C++ programs that use the library: sizes and facts as
/// constants, and the functions, with what they take and return. It includes
/// nothing of cocc.
std::string emitHeader(const NetworkLayout &layout);

} // namespace cocc

#endif // COCC_COMPILER_CODEGEN_EMITHEADER_H
