//===- TorchLoops.h - Loops that Python wrote out, iteration by iteration -===//
//
// A Python loop over the frames of a clip is in an export as often as the clip
// has frames. Exports for clips of several lengths show which calls these are.
// They become one iteration, for each frame, of these calls:
//
//   cocc.frame(clip, dim)                  the frame of an iteration
//   cocc.previous(initial, frames)         what the iteration before had of
//   cocc.carry(previous, value)            ... this value
//   cocc.choose(early, value, iteration,   `early` in that iteration, and
//               frames)                    otherwise `value`
//   cocc.clip(frame, dim, carried)         what all iterations had, as a clip
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_TORCHLOOPS_H
#define COCC_FRONTENDS_TORCH_TORCHLOOPS_H

#include "frontends/torch/TorchProgram.h"
#include "llvm/ADT/ArrayRef.h"

namespace cocc::frontends {

/// Makes one iteration of each loop over frames in `programs`, exports of one
/// module for clips of several lengths. Says in `problem` which loop is none
/// that a stream can run.
bool rollLoops(llvm::MutableArrayRef<TorchProgram> programs, Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_TORCHLOOPS_H
