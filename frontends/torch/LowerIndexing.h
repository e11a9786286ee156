//===- LowerIndexing.h - Places of a frame, named by constants ------------===//

#ifndef COCC_FRONTENDS_TORCH_LOWERINDEXING_H
#define COCC_FRONTENDS_TORCH_LOWERINDEXING_H

#include "frontends/torch/LowerGather.h"

namespace cocc::frontends {

/// The places that a list of integers names among `extent`; fails where one is
/// not there.
bool readPlaces(Call &call, const Constant &index, int64_t extent,
                Extents &places);

/// The constant index of each dimension that has one, of one shape all.
struct Indices {
  Extents dims;
  std::vector<Constant> lists;
  Extents extents;

  /// The dimension where those of the indices stand: where they are apart, they
  /// come first.
  int64_t place() const {
    bool isOne =
        dims.back() - dims.front() + 1 == static_cast<int64_t>(dims.size());
    return isOne ? dims.front() : 0;
  }
};

/// What a call calls `indices`.
bool readIndices(Call &call, Indices &indices);

/// The places of the indexed dimensions of a tensor of `sizes`, taken as one.
bool namePlaces(Call &call, const Indices &indices,
                llvm::ArrayRef<int64_t> sizes, Places &places);

/// One frame of an index that is the same in all; fails where it is not.
bool dropTime(Call &call, const Stream &input, Constant &index);

/// The dimensions along which an index of a tensor of `sizes`, whose time is
/// dimension `time`, names different places or has another extent, `dim` among
/// them.
Extents findVarying(llvm::ArrayRef<int64_t> sizes, int64_t time,
                    const Constant &index, int64_t dim);

/// The places of `dims`, taken as one, that an index along `dim` names.
bool readIndex(Call &call, llvm::ArrayRef<int64_t> sizes, Constant index,
               llvm::ArrayRef<int64_t> dims, int64_t dim, Places &places);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_TORCH_LOWERINDEXING_H
