//===- LowerStream.h - A tensor over clips, seen as frames ----------------===//
//
// A program knows tensors that hold a whole clip, a network knows frames. A
// stream is both: the axes of the frame that a layer makes, and the dimensions
// of the program's tensor, each made of the same atoms. A transpose or a view
// only moves atoms between dimensions; the frame is rearranged no sooner than a
// layer needs it in another form.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERSTREAM_H
#define COCC_FRONTENDS_TORCH_LOWERSTREAM_H

#include "dialect/StreamGeometry.h"
#include "frontends/torch/TorchConstants.h"
#include "llvm/ADT/SmallVector.h"

namespace cocc::frontends {

/// Factors of an extent, the outermost first. Those of extent 1 are left out.
using Atoms = llvm::SmallVector<int, 4>;

/// A number of frames, or a place among them, for each length of the clip that
/// the program is known for.
using Frames = llvm::SmallVector<int64_t, 2>;

/// Frames behind the clip with which a program fills the last window, another
/// number for each length. A stream has them once a window reads it.
struct Fill {
  Frames frames;
  double value = 0;
  std::string mode;
};

struct Stream {
  /// The atom that runs along the clip. It is in one dimension, or, once the
  /// clip's frames were made one, in none; it is never in a frame.
  static constexpr int time = -1;

  /// The layer whose frames these are; the first are the network's inputs.
  unsigned layer = 0;
  /// How many frames the example clips have here.
  Frames frames = {1};
  /// So many of them the network leaves out, at the beginning: those before
  /// windows over the newest frames are full; none where the list is empty.
  /// `late` says so in ticks of its position.
  Frames missing;
  int64_t late = 0;
  /// It has no time, being made of the newest frames that the user asked for:
  /// of those up to each frame of a clip that it meets.
  bool isOfWindow = false;
  continual::StreamPosition position;
  /// Which of the frames no layer has made.
  std::optional<Fill> fill;
  /// The program's tensor is of bool; its frames hold 1 and 0.
  bool isFlag = false;
  /// It is of integers; its frames hold whole numbers.
  bool isWhole = false;
  std::vector<int64_t> extents;
  std::vector<Atoms> dims;
  std::vector<Atoms> axes;

  /// The frames of `shape`, which the program calls a tensor with time as
  /// dimension `timeDim`.
  static Stream ofInput(llvm::ArrayRef<int64_t> sizes, int64_t timeDim);

  int64_t extentOf(int atom) const {
    return atom == time ? frames.front() : extents[atom];
  }
  int64_t product(llvm::ArrayRef<int> atoms) const;
  /// The shape of the program's tensor, for a clip of the first length or of
  /// another.
  Extents sizes(size_t length = 0) const;
  Extents frameShape() const;
  /// How many frames the network has of a clip of a length.
  int64_t framesThere(size_t length) const {
    return frames[length] - (missing.empty() ? 0 : missing[length]);
  }
  int64_t rank() const { return dims.size(); }
  /// The dimension with time, or -1.
  int timeDim() const;
  /// A clip has no more than one frame here: its time cannot be told from
  /// other dimensions of extent 1.
  bool hasOneFrame() const {
    return timeDim() >= 0 && llvm::is_contained(frames, 1);
  }
  bool isTimeAlone(int64_t dim) const {
    return dims[dim].size() == 1 && dims[dim].front() == time;
  }
  /// The atoms of some dimensions, in order, without time.
  Atoms atomsOf(llvm::ArrayRef<int64_t> someDims) const;
  /// The axis that has just these atoms, or -1.
  int findAxis(llvm::ArrayRef<int> atoms) const;
  /// Where the atoms of `axis` begin in the dimension order: the atoms of the
  /// frame's first axis are the batch.
  bool isBatch(int atom) const { return llvm::is_contained(axes[0], atom); }

  int addAtom(int64_t extent);
  /// Makes two atoms of one, the outer of which has `outer` elements.
  int split(int atom, int64_t outer);
  /// A view as `sizes`; false where time would be taken apart.
  bool view(llvm::ArrayRef<int64_t> sizes);
  /// Gives a dimension, whose atoms are those of an axis, another extent.
  void resize(int64_t dim, int axis, int64_t extent);
  /// The clip's only frame loses its dimension.
  void dropTime();
  /// What is of a window gets time as a dimension of extent 1, beside each of
  /// the frames that it is made of; false where it has no such.
  bool restoreTime(int64_t dim, llvm::ArrayRef<int64_t> clipFrames);
  /// Counts time in other ticks, a multiple of those of its position.
  void scaleTo(int64_t ticksPerFrame);
  /// Lies in time as a layer that was made does.
  void follow(const Stream &made);
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERSTREAM_H
