//===- WeightSource.cpp ---------------------------------------------------===//

#include "frontends/WeightSource.h"
#include "dialect/ops/Shapes.h"
#include "frontends/SeededWeights.h"
#include "frontends/Suggestions.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace cocc::continual;

namespace cocc::frontends {

static int64_t countElements(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

std::optional<WeightSource>
WeightSource::open(const NetworkDescription &description,
                   StringRef descriptionPath, Problem &problem) {
  WeightSource source;
  source.reference = description.weights;
  if (!source.reference || source.reference->seed || source.reference->table)
    return source;
  SmallString<128> path;
  if (!llvm::sys::path::is_absolute(source.reference->path))
    path = llvm::sys::path::parent_path(descriptionPath);
  llvm::sys::path::append(path, source.reference->path);
  auto file = WeightsFile::open(path);
  if (file) {
    source.file = std::move(*file);
    return source;
  }
  problem = {source.reference->place,
             "weights file '" + source.reference->path +
                 "': " + llvm::toString(file.takeError()),
             {}};
  return std::nullopt;
}

WeightOp WeightSource::refuse(OpBuilder &builder, Location location,
                              StringRef name, ArrayRef<int64_t> shape,
                              const Place &place, std::string message) {
  problems.push_back({place, std::move(message), {}});
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return WeightOp::create(builder, location, type, builder.getStringAttr(name),
                          DenseElementsAttr::get(type, 0.0f));
}

std::optional<Tensor> WeightSource::find(StringRef name) const {
  if (file) {
    auto tensor = file->getTensors().find(name.str());
    if (tensor != file->getTensors().end())
      return tensor->second;
  } else {
    auto tensor = reference->table->find(name.str());
    if (tensor != reference->table->end())
      return Tensor{tensor->second.shape, *tensor->second.values};
  }
  return std::nullopt;
}

std::string WeightSource::describe() const {
  return file ? "weights file '" + reference->path + "'" : "the export";
}

/// Axes of extent 1 do not move a number: a convolution within a frame may have
/// been trained without the axis of time.
static bool isSameButForUnitAxes(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  auto isUnit = [](int64_t extent) { return extent == 1; };
  SmallVector<int64_t> x(a), y(b);
  llvm::erase_if(x, isUnit);
  llvm::erase_if(y, isUnit);
  return x == y;
}

WeightOp WeightSource::getStored(OpBuilder &builder, Location location,
                                 StringRef name, ArrayRef<int64_t> shape,
                                 const Place &place) {
  std::optional<Tensor> tensor = find(name);
  if (!tensor)
    return refuse(builder, location, name, shape, place,
                  describe() + " has no tensor '" + name.str() + "' of shape " +
                      showShape(shape) + suggest(name, unusedTensors()));
  if (!isSameButForUnitAxes(tensor->shape, shape))
    return refuse(builder, location, name, shape, place,
                  "'" + name.str() + "' must have the shape " +
                      showShape(shape) + ", but in " + describe() + " it has " +
                      showShape(tensor->shape));
  std::shared_ptr<const void> keptAlive = file;
  if (!file)
    keptAlive = reference->table;
  return createWeight(builder, location, name, shape, tensor->values,
                      keptAlive);
}

WeightOp WeightSource::get(OpBuilder &builder, Location location,
                           StringRef name, const WeightSpec &spec,
                           const Place &place) {
  WeightOp &weight = made[name];
  if (weight && weight.getType().getShape() == ArrayRef(spec.shape))
    return weight;
  if (weight)
    return refuse(builder, location, name, spec.shape, place,
                  "'" + name.str() + "' must have the shape " +
                      showShape(spec.shape) +
                      " here, but another layer uses it with " +
                      showShape(weight.getType()));
  if (!reference)
    weight = refuse(builder, location, name, spec.shape, place,
                    "this layer needs the weight '" + name.str() +
                        "' of shape " + showShape(spec.shape) +
                        ", but the network has no key 'weights'");
  else if (reference->seed)
    weight = createWeight(builder, location, name, spec.shape,
                          drawWeights(*reference->seed, name,
                                      countElements(spec.shape), spec.low,
                                      spec.high));
  else
    weight = getStored(builder, location, name, spec.shape, place);
  return weight;
}

std::vector<StringRef> WeightSource::unusedTensors() const {
  std::vector<StringRef> unused;
  // An export may hold more than its forward uses.
  if (!file)
    return unused;
  for (const auto &tensor : file->getTensors())
    if (!made.lookup(tensor.first))
      unused.push_back(tensor.first);
  return unused;
}

std::vector<Problem> WeightSource::finish() {
  constexpr size_t shown = 10;
  if (problems.size() > shown) {
    size_t more = problems.size() - shown;
    problems.resize(shown);
    problems.push_back({reference ? reference->place : problems.back().place,
                        "and " + std::to_string(more) +
                            " more weights are missing or have a wrong shape",
                        {}});
  }
  std::vector<StringRef> unused = unusedTensors();
  if (!unused.empty())
    problems.push_back(
        {reference->place,
         "weights file '" + reference->path +
             "' has tensors that no layer uses: " + listNames(unused, shown),
         {}});
  return std::move(problems);
}

} // namespace cocc::frontends
