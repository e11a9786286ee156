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

struct Stream {
  /// The atom that runs along the clip. It is in one dimension, or, once the
  /// clip's frames were made one, in none; it is never in a frame.
  static constexpr int time = -1;

  /// The layer whose frames these are; the first are the network's inputs.
  unsigned layer = 0;
  /// How many frames the example clip has here.
  int64_t frames = 1;
  continual::StreamPosition position;
  /// The program's tensor is of bool; its frames hold 1 and 0.
  bool isFlag = false;
  std::vector<int64_t> extents;
  std::vector<Atoms> dims;
  std::vector<Atoms> axes;

  /// The frames of `shape`, which the program calls a tensor with time as
  /// dimension `timeDim`.
  static Stream ofInput(llvm::ArrayRef<int64_t> sizes, int64_t timeDim);

  int64_t extentOf(int atom) const {
    return atom == time ? frames : extents[atom];
  }
  int64_t product(llvm::ArrayRef<int> atoms) const;
  /// The shape of the program's tensor.
  Extents sizes() const;
  Extents frameShape() const;
  int64_t rank() const { return dims.size(); }
  /// The dimension with time, or -1.
  int timeDim() const;
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
};

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERSTREAM_H
