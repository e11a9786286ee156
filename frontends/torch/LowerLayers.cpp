//===- LowerLayers.cpp - Layers, and frames in the form that they need ----===//

#include "frontends/torch/Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

using namespace llvm;

namespace cocc::frontends {

static Atoms flatten(ArrayRef<Atoms> lists) {
  Atoms atoms;
  for (const Atoms &list : lists)
    atoms.append(list.begin(), list.end());
  return atoms;
}

/// Whether a layer's result has the elements of its operands, whole numbers
/// where those are.
static bool movesElements(StringRef called) {
  static constexpr StringRef moving[] = {"reshape", "permute", "slice",
                                         "concat",  "stack",   "delay",
                                         "skip",    "pad",     "gather"};
  return is_contained(moving, called);
}

/// Frames that one of the inputs lacks at the beginning are left out of all.
Stream Call::add(StringRef called, std::string name, std::string modulePath,
                 ArrayRef<Stream> given, const Attributes &attributes,
                 LoweredWeights weights) {
  std::vector<Stream> inputs = given.vec();
  int64_t ticks = 1, late = 0;
  for (const Stream &input : inputs)
    ticks = std::lcm(ticks, input.position.ticksPerFrame);
  for (Stream &input : inputs) {
    input.scaleTo(ticks);
    late = std::max(late, input.late);
  }
  for (Stream &input : inputs)
    input = beginAt(input, late);
  Stream result = *max_element(inputs, [](const Stream &a, const Stream &b) {
    return countElements(a.sizes()) < countElements(b.sizes());
  });
  LoweredLayer &layer = lowering.layers.emplace_back();
  layer = {called.str(),     std::move(name),    std::move(modulePath), {}, {},
           attributes.given, std::move(weights), findOrigin(node)};
  for (const Stream &input : inputs) {
    layer.inputs.push_back(input.layer);
    layer.inputShapes.push_back(input.frameShape());
    result.position = continual::join(result.position, input.position);
  }
  result.layer = lowering.layers.size() - 1;
  result.isFlag = false;
  result.isWhole =
      movesElements(called) &&
      all_of(inputs, [](const Stream &input) { return input.isWhole; });
  return result;
}

Stream Call::layer(StringRef called, const Stream &input,
                   const Attributes &attributes, LoweredWeights weights) {
  return add(called, node.name, node.modulePath, input, attributes,
             std::move(weights));
}

LoweredLayer &Call::layerOf(const Stream &stream) const {
  return lowering.layers[stream.layer];
}

Stream Call::again(const Stream &stream, const Attributes &further) {
  LoweredLayer layer = layerOf(stream);
  layer.attributes.insert(layer.attributes.end(), further.given.begin(),
                          further.given.end());
  layer.band.reset();
  lowering.layers.push_back(std::move(layer));
  Stream result = stream;
  result.layer = lowering.layers.size() - 1;
  return result;
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

Stream Call::outermost(StringRef called, const Stream &input,
                       const Attributes &attributes, LoweredWeights weights) {
  return add(called, node.name, "", input, attributes, std::move(weights));
}

Stream Call::join(StringRef called, ArrayRef<Stream> inputs,
                  const Attributes &attributes, LoweredWeights weights) {
  return add(called, node.name, node.modulePath, inputs, attributes,
             std::move(weights));
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

void Call::placeChannels(Stream &stream, ArrayRef<int64_t> dims) {
  Atoms channels = stream.atomsOf(dims);
  if (ArrayRef<int>(stream.axes[1]) == ArrayRef<int>(channels))
    return;
  std::vector<Atoms> axes = {{}, channels, {}};
  for (const Atoms &axis : stream.axes)
    for (int atom : axis)
      if (!is_contained(channels, atom))
        axes[stream.isBatch(atom) ? 0 : 2].push_back(atom);
  if (axes[2].empty())
    axes.pop_back();
  stream = arrange(stream, axes);
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

} // namespace cocc::frontends
