//===- FrameRuns.h - How many frames a kernel makes in one call -----------===//
//
// In a step of several frames a kernel of one pixel takes frames as others take
// pixels: each weight that it loads serves all of them.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_COMPILER_PASSES_FRAMERUNS_H
#define COCC_COMPILER_PASSES_FRAMERUNS_H

#include "dialect/NetworkOps.h"

namespace cocc {

/// The frames of a phase that a call makes: of the `frames` of the result that
/// each step makes at least, with as few as can be left over. 1 where they are
/// made one by one: frames of several pixels, of batches, and those that need
/// the one before them.
int64_t chooseRunFrames(continual::KernelOp kernel, int64_t frames);

} // namespace cocc

#endif // COCC_COMPILER_PASSES_FRAMERUNS_H
