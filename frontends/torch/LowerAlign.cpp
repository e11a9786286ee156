//===- LowerAlign.cpp - Streams that meet ---------------------------------===//

#include "frontends/torch/LowerAlign.h"
#include "frontends/torch/LowerTime.h"
#include "frontends/torch/Lowering.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

bool matchAtoms(Stream &a, int64_t dim, Stream &b, int64_t otherDim) {
  for (size_t i = 0; i < a.dims[dim].size() && i < b.dims[otherDim].size();
       ++i) {
    int x = a.dims[dim][i], y = b.dims[otherDim][i];
    if ((x == Stream::time) != (y == Stream::time))
      return false;
    int64_t m = a.extentOf(x), n = b.extentOf(y);
    if (m == n)
      continue;
    if (x == Stream::time || (m % n != 0 && n % m != 0))
      return false;
    m > n ? a.split(x, n) : b.split(y, m);
  }
  return a.dims[dim].size() == b.dims[otherDim].size();
}

/// The axes of `leader` with the atoms that `follower` has in their places, and
/// with those of its dimension `apart` as axis `apartAxis`. Nothing where an
/// axis of the follower would broadcast in part.
static std::optional<std::vector<Atoms>> followAxes(const Stream &leader,
                                                    const Stream &follower,
                                                    int64_t apart,
                                                    int apartAxis) {
  DenseMap<int, int> mates;
  for (int64_t dim = 0; dim < leader.rank(); ++dim)
    if (dim != apart && !follower.dims[dim].empty())
      for (auto [atom, mate] : zip_equal(leader.dims[dim], follower.dims[dim]))
        mates[atom] = mate;
  std::vector<Atoms> axes;
  for (const Atoms &axis : leader.axes) {
    Atoms &mapped = axes.emplace_back();
    for (int atom : axis)
      if (auto mate = mates.find(atom); mate != mates.end())
        mapped.push_back(mate->second);
    if (!mapped.empty() && mapped.size() != axis.size())
      return std::nullopt;
  }
  if (apart >= 0)
    axes[apartAxis] = follower.atomsOf(apart);
  return axes;
}

bool Call::align(Stream &a, Stream &b, int64_t apart, int apartAxis) {
  if (apart < 0 && countElements(b.sizes()) > countElements(a.sizes()))
    return align(b, a);
  for (Stream *stream : {&a, &b})
    while (stream->rank() < std::max(a.rank(), b.rank()))
      stream->dims.insert(stream->dims.begin(), Atoms());
  if (a.timeDim() < 0 && b.timeDim() < 0)
    a.isOfWindow = b.isOfWindow = a.isOfWindow && b.isOfWindow;
  else if (a.timeDim() < 0 && b.isTimeAlone(b.timeDim()))
    a.restoreTime(b.timeDim(), b.frames);
  else if (b.timeDim() < 0 && a.isTimeAlone(a.timeDim()))
    b.restoreTime(a.timeDim(), a.frames);
  if (a.timeDim() == b.timeDim() && a.timeDim() >= 0 &&
      a.dims[a.timeDim()].size() != b.dims[b.timeDim()].size())
    for (Stream *stream : {&a, &b})
      giveTimeItsPlaces(*this, *stream);
  if (a.timeDim() != b.timeDim())
    return fail(a.timeDim() < 0 || b.timeDim() < 0
                    ? "joins the frames of a clip with something made of its "
                      "newest frames, which a stream does not have for frames "
                      "of the past"
                    : "joins streams with time as dimension " +
                          Twine(a.timeDim()) + " and " + Twine(b.timeDim()));
  for (int64_t dim = 0; dim < a.rank(); ++dim) {
    if (dim == apart)
      continue;
    int64_t m = a.product(a.dims[dim]), n = b.product(b.dims[dim]);
    if (m != n && dim == a.timeDim())
      return fail("joins a stream of " + Twine(m) + " frames with one of " +
                  Twine(n));
    if (m != n && m == 1)
      a = repeat(a, dim, n);
    if (m == n && !matchAtoms(a, dim, b, dim))
      return fail("joins streams whose dimension " + Twine(dim) +
                  " was taken apart in different ways");
  }
  std::optional<std::vector<Atoms>> axes = followAxes(a, b, apart, apartAxis);
  for (int64_t dim = 0; dim < a.rank() && !axes; ++dim) {
    int64_t extent = a.product(a.dims[dim]);
    if (dim != apart && extent != b.product(b.dims[dim])) {
      b = repeat(b, dim, extent);
      matchAtoms(a, dim, b, dim);
    }
  }
  if (!axes)
    axes = followAxes(a, b, apart, apartAxis);
  if (!axes)
    return fail("joins streams whose dimensions do not correspond");
  b = arrange(b, *axes);
  return true;
}

} // namespace cocc::frontends
