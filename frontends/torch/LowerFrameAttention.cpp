//===- LowerFrameAttention.cpp - Attention within a frame -----------------===//

#include "frontends/torch/LowerAttention.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include <cmath>

using namespace llvm;

namespace cocc::frontends {

bool isByHeads(const Constant &mask, const Stream &query) {
  for (int64_t dim = 0; dim + 2 < mask.rank(); ++dim) {
    if (mask.sizes[dim] == 1)
      continue;
    const Atoms &atoms = query.dims[query.rank() - mask.rank() + dim];
    if (any_of(atoms, [&](int atom) {
          return atom == Stream::time || query.isBatch(atom);
        }))
      return false;
  }
  return true;
}

bool hidesAll(const Constant &mask) {
  int64_t keys = mask.sizes.back();
  for (int64_t row = 0; row < mask.count() / keys; ++row) {
    auto isHidden = [&](int64_t key) {
      return mask.at(row * keys + key) == -INFINITY;
    };
    if (all_of(seq<int64_t>(0, keys), isHidden))
      return true;
  }
  return false;
}

/// The mask as [1 or heads, queries, keys].
static std::optional<Constant> readMask(Call &call, const Constant &given,
                                        const Attended &attended) {
  const Stream &query = attended.query;
  Constant mask = given;
  while (mask.rank() > query.rank() && mask.sizes.front() == 1)
    mask.sizes.erase(mask.sizes.begin());
  while (mask.rank() < 2)
    mask.sizes.insert(mask.sizes.begin(), 1);
  Extents sizes = mask.sizes;
  int64_t place = query.rank() - 2;
  sizes[sizes.size() - 2] = query.sizes()[place];
  sizes.back() = attended.key.sizes()[place];
  std::optional<Constant> whole = mask.expanded(sizes);
  if (mask.rank() > query.rank() || !whole) {
    call.fail("has a mask of another shape than its scores");
    return std::nullopt;
  }
  int64_t masks =
      countElements(sizes) / (sizes[sizes.size() - 2] * sizes.back());
  bool fits = masks == 1 || masks == attended.heads;
  if (!fits || !isByHeads(mask, query) || hidesAll(*whole)) {
    call.fail(hidesAll(*whole)
                  ? "has a mask that shows a query nothing at all"
                  : "has a mask that is not the same for all frames and rows "
                    "of the batch, and for all heads or one for each");
    return std::nullopt;
  }
  Extents shape = {masks, sizes[sizes.size() - 2], sizes.back()};
  return whole->reshaped(shape);
}

bool giveFrameAttention(Call &call, const Scores &scores, Attended attended) {
  int64_t place = scores.query.rank() - 2;
  auto isAcrossBatch = [&](const Stream &stream) {
    return any_of(stream.dims[place],
                  [&](int atom) { return stream.isBatch(atom); });
  };
  if (isAcrossBatch(attended.query) || isAcrossBatch(attended.key))
    return call.fail("attends across the rows of the batch, which do not see "
                     "each other");
  if (!attended.place(call))
    return false;
  Attributes attributes;
  LoweredWeights weights;
  if (!scores.biasElsewhere.empty())
    return call.fail("has a mask that is another for each length of the clip");
  if (scores.bias) {
    std::optional<Constant> mask = readMask(call, *scores.bias, attended);
    if (!mask)
      return false;
    attributes.integer("masks", mask->sizes[0]);
    weights.push_back({"mask", *mask});
  }
  return call.give(attended.weigh(call, "frame_attention", scores.scale,
                                  attributes, weights));
}

} // namespace cocc::frontends
