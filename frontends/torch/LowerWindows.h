//===- LowerWindows.h - What looks through windows ------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERWINDOWS_H
#define COCC_FRONTENDS_TORCH_LOWERWINDOWS_H

#include "frontends/torch/Lowering.h"

namespace cocc::frontends {

/// The input of a call that looks along the last dimensions of (batch,
/// channels, *dims), of which one may be time.
struct Windowed {
  Stream stream;
  /// Which of those dimensions time is; -1 where it is none of them.
  int time = -1;
  bool isUnbatched = false;

  /// Reads `parameter`, whose last `count` dimensions are looked along, into
  /// frames [batch, channels, *space].
  /// With `takesFill` the caller settles a fill.
  bool place(Call &call, llvm::StringRef parameter, int64_t count,
             bool takesFill = false);
  /// A number per dimension, or one for all, as one per axis of the frame: time
  /// first, `usual` for a time that is not looked along.
  Extents order(Extents given, int64_t usual) const;
  /// Of numbers per dimension, or one for all, those of time for each length of
  /// the clip; none where time is not looked along.
  Frames inTime(llvm::ArrayRef<Frames> given) const;
  /// Gives a result of the extents that the program has.
  bool give(Call &call, Stream result);
};

/// Whether a window is just as long as the clip is, at each of its lengths.
bool looksAtWholeClip(const Stream &stream, llvm::ArrayRef<int64_t> kernel);

/// A weight [_, _, *kernel] with time as the first axis of the kernel, which is
/// of extent 1 where time is none of those axes (-1).
Constant withTime(const Constant &weight, int time);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERWINDOWS_H
