//===- LowerLayers.cpp - Layers, and frames in the form that they need ----===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {

static Atoms flatten(ArrayRef<Atoms> lists) {
  Atoms atoms;
  for (const Atoms &list : lists)
    atoms.append(list.begin(), list.end());
  return atoms;
}

Stream Call::add(StringRef called, std::string name, std::string modulePath,
                 ArrayRef<Stream> inputs, const Attributes &attributes,
                 LoweredWeights weights) {
  Stream result = *max_element(inputs, [](const Stream &a, const Stream &b) {
    return countElements(a.sizes()) < countElements(b.sizes());
  });
  LoweredLayer &layer = lowering.layers.emplace_back();
  layer = {called.str(),     std::move(name),    std::move(modulePath), {},
           attributes.given, std::move(weights), findOrigin(node)};
  for (const Stream &input : inputs) {
    layer.inputs.push_back(input.layer);
    result.position = continual::join(result.position, input.position);
  }
  result.layer = lowering.layers.size() - 1;
  return result;
}

Stream Call::layer(StringRef called, const Stream &input,
                   const Attributes &attributes, LoweredWeights weights) {
  return add(called, node.name, node.modulePath, input, attributes,
             std::move(weights));
}

/// What comes before a module's first layer is its parent's, so that a module
/// of one layer stays one.
Stream Call::helper(StringRef called, ArrayRef<Stream> inputs,
                    const Attributes &attributes, LoweredWeights weights) {
  StringRef path = node.modulePath;
  if (!StringRef(lowering.layers.back().modulePath).starts_with(path))
    path = path.contains('.') ? path.rsplit('.').first : "";
  return add(called, node.name + "_" + called.str(), path.str(), inputs,
             attributes, std::move(weights));
}

Stream Call::named(const Twine &name, StringRef called, const Stream &input,
                   const Attributes &attributes, LoweredWeights weights) {
  return add(called, name.str(), node.modulePath, input, attributes,
             std::move(weights));
}

Stream Call::join(StringRef called, ArrayRef<Stream> inputs,
                  const Attributes &attributes) {
  return add(called, node.name, node.modulePath, inputs, attributes, {});
}

//===----------------------------------------------------------------------===//
// The form of frames
//===----------------------------------------------------------------------===//

Stream Call::reshape(const Stream &stream, std::vector<Atoms> axes) {
  Stream result = stream;
  result.axes = std::move(axes);
  if (result.frameShape() == stream.frameShape())
    return result;
  Stream made = helper("reshape", stream,
                       Attributes().integers("shape", result.frameShape()));
  result.layer = made.layer;
  return result;
}

/// Brings the atoms nearer to the order of `target`: what they have in common
/// at their beginning stays, and at most three runs of what follows are
/// exchanged.
Stream Call::moveBlock(const Stream &stream, ArrayRef<int> target) {
  Atoms now = flatten(stream.axes);
  size_t same = 0;
  while (now[same] == target[same])
    ++same;
  // Runs of the target that are runs now, by where they begin now.
  SmallVector<std::pair<size_t, Atoms>> runs;
  for (int atom : target.drop_front(same)) {
    size_t place = llvm::find(now, atom) - now.begin();
    if (runs.empty() || runs.back().first + runs.back().second.size() != place)
      runs.push_back({place, {}});
    runs.back().second.push_back(atom);
  }
  std::vector<Atoms> before = {Atoms(ArrayRef(now).take_front(same))};
  Extents axes = {0};
  if (runs.size() <= 3) {
    SmallVector<size_t> places(make_first_range(runs));
    llvm::sort(places);
    for (auto &run : runs)
      axes.push_back(llvm::find(places, run.first) - places.begin() + 1);
    for (size_t place : places)
      before.push_back(
          find_if(runs, [&](auto &run) { return run.first == place; })->second);
  } else {
    auto [place, run] = runs.front();
    before.push_back(Atoms(ArrayRef(now).slice(same, place - same)));
    before.push_back(run);
    before.push_back(Atoms(ArrayRef(now).drop_front(place + run.size())));
    axes = {0, 2, 1, 3};
    if (before.back().empty()) {
      before.pop_back();
      axes.pop_back();
    }
  }
  Stream form = reshape(stream, before);
  Stream result = helper("permute", form, Attributes().integers("axes", axes));
  for (auto [axis, from] : enumerate(axes))
    result.axes[axis] = form.axes[from];
  return result;
}

Stream Call::arrange(Stream stream, std::vector<Atoms> axes) {
  Atoms target = flatten(axes);
  while (flatten(stream.axes) != target)
    stream = moveBlock(stream, target);
  return reshape(stream, std::move(axes));
}

Stream Call::arrangeDims(const Stream &stream,
                         ArrayRef<SmallVector<int64_t, 4>> dims) {
  std::vector<Atoms> axes;
  for (ArrayRef<int64_t> some : dims)
    axes.push_back(stream.atomsOf(some));
  return arrange(stream, std::move(axes));
}

int Call::isolate(Stream &stream, int64_t dim) {
  Atoms own = stream.atomsOf(dim);
  if (int axis = stream.findAxis(own); axis >= 0)
    return axis;
  std::vector<Atoms> axes(3);
  axes[1] = own;
  for (auto &atoms : stream.dims)
    for (int atom : atoms)
      if (atom != Stream::time && !is_contained(own, atom))
        axes[stream.isBatch(atom) ? 0 : 2].push_back(atom);
  if (axes[2].empty())
    axes.pop_back();
  stream = arrange(stream, axes);
  return 1;
}

Stream Call::repeat(Stream stream, int64_t dim, int64_t extent) {
  std::vector<Atoms> axes = {stream.axes[0], {}, {}};
  for (const Atoms &axis : ArrayRef(stream.axes).drop_front())
    axes[1].append(axis.begin(), axis.end());
  stream = arrange(stream, axes);
  Constant ones = Constant::filled(TorchType::Float32, {1, extent}, 1.0);
  stream = helper("matmul", stream, Attributes().integer("columns", extent),
                  {{"weight", ones}});
  stream.resize(dim, 2, extent);
  return stream;
}

/// Splits the atoms of two dimensions of the same extent until they are alike.
static bool matchAtoms(Stream &a, Stream &b, int64_t dim) {
  for (size_t i = 0; i < a.dims[dim].size() && i < b.dims[dim].size(); ++i) {
    int x = a.dims[dim][i], y = b.dims[dim][i];
    if ((x == Stream::time) != (y == Stream::time))
      return false;
    int64_t m = a.extentOf(x), n = b.extentOf(y);
    if (m == n)
      continue;
    if (x == Stream::time || (m % n != 0 && n % m != 0))
      return false;
    m > n ? a.split(x, n) : b.split(y, m);
  }
  return a.dims[dim].size() == b.dims[dim].size();
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
    if (m == n && !matchAtoms(a, b, dim))
      return fail("joins streams whose dimension " + Twine(dim) +
                  " was taken apart in different ways");
  }
  std::optional<std::vector<Atoms>> axes = followAxes(a, b, apart, apartAxis);
  for (int64_t dim = 0; dim < a.rank() && !axes; ++dim) {
    int64_t extent = a.product(a.dims[dim]);
    if (dim != apart && extent != b.product(b.dims[dim])) {
      b = repeat(b, dim, extent);
      matchAtoms(a, b, dim);
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
