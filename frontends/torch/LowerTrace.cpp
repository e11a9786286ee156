//===- LowerTrace.cpp -----------------------------------------------------===//

#include "frontends/torch/LowerTrace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace cocc::frontends {
namespace {

const GivenValue *find(const LoweredLayer &layer, StringRef name) {
  for (const GivenAttribute &attribute : layer.attributes)
    if (attribute.name.text == name)
      return &attribute.value;
  return nullptr;
}

double numberIn(const GivenValue &value) {
  double number = 0;
  StringRef(value.text).getAsDouble(number);
  return number;
}

double readNumber(const LoweredLayer &layer, StringRef name, double usual) {
  const GivenValue *value = find(layer, name);
  return value ? numberIn(*value) : usual;
}

/// A list, which may be written as its only number.
Extents readList(const LoweredLayer &layer, StringRef name) {
  Extents numbers;
  const GivenValue *value = find(layer, name);
  if (value && value->kind == GivenValue::Kind::List)
    for (const GivenValue &item : value->items)
      numbers.push_back(numberIn(item));
  else if (value)
    numbers.push_back(numberIn(*value));
  return numbers;
}

/// The elements of the layer itself.
Traced begin(unsigned layer, ArrayRef<int64_t> shape) {
  Traced traced;
  traced.layer = layer;
  for (int64_t place = 0; place < countElements(shape); ++place)
    traced.places.push_back(place);
  traced.factors.assign(traced.places.size(), 1.0);
  return traced;
}

/// The axes of a frame, and how far apart their places are in another.
struct Moved {
  Extents shape, strides;
};

/// How a frame's axes lie in memory.
Moved inOrder(ArrayRef<int64_t> shape) {
  Moved moved = {Extents(shape), Extents(shape.size())};
  int64_t stride = 1;
  for (size_t axis = shape.size(); axis-- > 0; stride *= shape[axis])
    moved.strides[axis] = stride;
  return moved;
}

Traced take(const Traced &from, const Moved &moved, int64_t first) {
  Traced traced;
  traced.layer = from.layer;
  for (int64_t place = 0; place < countElements(moved.shape); ++place) {
    int64_t rest = place, source = first;
    for (size_t axis = moved.shape.size(); axis-- > 0;
         rest /= moved.shape[axis])
      source += rest % moved.shape[axis] * moved.strides[axis];
    traced.places.push_back(from.places[source]);
    traced.factors.push_back(from.factors[source]);
  }
  return traced;
}

Traced permute(const Traced &from, ArrayRef<int64_t> shape,
               ArrayRef<int64_t> axes) {
  Moved given = inOrder(shape), moved;
  for (int64_t axis : axes) {
    moved.shape.push_back(given.shape[axis]);
    moved.strides.push_back(given.strides[axis]);
  }
  return take(from, moved, 0);
}

Traced slice(const LoweredLayer &layer, const Traced &from) {
  Moved moved = inOrder(layer.inputShapes[0]);
  int64_t axis = readNumber(layer, "axis", 0),
          start = readNumber(layer, "start", 0),
          end = readNumber(layer, "end", 0),
          step = readNumber(layer, "step", 1);
  int64_t first = start * moved.strides[axis];
  moved.shape[axis] = (end - start + step - 1) / step;
  moved.strides[axis] *= step;
  return take(from, moved, first);
}

/// One part behind the other along an axis.
Traced concat(const LoweredLayer &layer, ArrayRef<Traced> parts) {
  int64_t axis = readNumber(layer, "axis", 1), outer = 1;
  for (int64_t extent : ArrayRef(layer.inputShapes[0]).take_front(axis))
    outer *= extent;
  Traced traced;
  traced.layer = parts.front().layer;
  for (int64_t row = 0; row < outer; ++row)
    for (const Traced &part : parts) {
      int64_t each = part.places.size() / outer;
      for (int64_t place = row * each; place < (row + 1) * each; ++place) {
        traced.places.push_back(part.places[place]);
        traced.factors.push_back(part.factors[place]);
      }
    }
  return traced;
}

/// How often a layer repeats each element along its last axis of extent 1, or
/// 0.
int64_t countRepeats(const LoweredLayer &layer) {
  if (layer.called != "matmul" || layer.weights.size() != 1)
    return 0;
  const Constant &weight = layer.weights.front().value;
  return weight.sizes[0] == 1 && weight.uniform() == 1.0 ? weight.sizes[1] : 0;
}

Traced repeat(const Traced &from, int64_t count) {
  Traced traced;
  traced.layer = from.layer;
  for (size_t place = 0; place < from.places.size() * count; ++place) {
    traced.places.push_back(from.places[place / count]);
    traced.factors.push_back(from.factors[place / count]);
  }
  return traced;
}

bool isMove(const LoweredLayer &layer) {
  static constexpr StringRef moves[] = {"reshape", "permute", "slice",
                                        "concat"};
  return is_contained(moves, layer.called) || countRepeats(layer) > 0 ||
         (layer.called == "scale" && readNumber(layer, "offset", 0) == 0);
}

} // namespace

Traced traceElements(ArrayRef<LoweredLayer> layers, unsigned index,
                     ArrayRef<int64_t> shape) {
  const LoweredLayer &layer = layers[index];
  if (!isMove(layer))
    return begin(index, shape);
  std::vector<Traced> parts;
  for (auto [input, given] : zip_equal(layer.inputs, layer.inputShapes))
    parts.push_back(traceElements(layers, input, given));
  if (layer.called == "permute")
    return permute(parts[0], layer.inputShapes[0], readList(layer, "axes"));
  if (layer.called == "slice")
    return slice(layer, parts[0]);
  if (int64_t count = countRepeats(layer))
    return repeat(parts[0], count);
  if (layer.called == "concat") {
    bool isOne = all_of(parts, [&](const Traced &part) {
      return part.layer == parts.front().layer;
    });
    return isOne ? concat(layer, parts) : begin(index, shape);
  }
  double factor = layer.called == "scale" ? readNumber(layer, "factor", 1) : 1;
  for (double &each : parts[0].factors)
    each *= factor;
  return parts[0];
}

} // namespace cocc::frontends
