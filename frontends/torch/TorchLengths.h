//===- TorchLengths.h - A program at several lengths of its clip ----------===//
//
// A number that Python computed from the clip's length looks like any other in
// a program. It does not in two: exported for clips of other lengths, or with
// the length as a symbol, the program says itself which of its numbers move.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLENGTHS_H
#define COCC_FRONTENDS_TORCH_TORCHLENGTHS_H

#include "frontends/torch/TorchProgram.h"

namespace cocc::frontends {

/// Gives the symbolic numbers of a dynamic program values for clips of further
/// lengths. Does nothing to others.
void sampleLengths(TorchProgram &program);

/// Adds what `other`, the same module exported for clips of another length,
/// has in the place of each number and constant. Says in `problem` where the
/// two are no longer the same calls.
bool addLength(TorchProgram &program, const TorchProgram &other,
               Problem &problem);

/// The extent of time of the first input, which a program that was lowered has.
const TorchInt &clipLength(const TorchProgram &program, int64_t timeDim);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLENGTHS_H
