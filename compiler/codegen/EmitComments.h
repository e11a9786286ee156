//===- EmitComments.h - What a generated header says of calls ---*- C++ -*-===//

#ifndef COCC_COMPILER_CODEGEN_EMITCOMMENTS_H
#define COCC_COMPILER_CODEGEN_EMITCOMMENTS_H

#include "compiler/codegen/NetworkLayout.h"

namespace cocc::header {

/// `text` as a comment of C, of lines of at most 80 characters.
std::string comment(const std::string &text);

/// What <net>_step and <net>_flush do, as comments of C.
std::string describeStep(const NetworkLayout &layout);
std::string describeFlush(const NetworkLayout &layout);

/// Whether a step takes one frame of each input.
bool takesSingleFrames(const NetworkLayout &layout);

/// Whether a step takes one frame of each input and writes one of each output
/// at most.
bool hasSingleFrames(const NetworkLayout &layout);

} // namespace cocc::header

#endif // COCC_COMPILER_CODEGEN_EMITCOMMENTS_H
