//===- TorchConstants.cpp -------------------------------------------------===//

#include "frontends/torch/TorchConstants.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

using namespace llvm;

namespace cocc::frontends {

int64_t countElements(ArrayRef<int64_t> extents) {
  return std::accumulate(extents.begin(), extents.end(), int64_t(1),
                         std::multiplies<>());
}

/// The distance between neighbours along each axis.
static Extents stridesOf(ArrayRef<int64_t> sizes) {
  Extents strides(sizes.size());
  int64_t stride = 1;
  for (size_t axis = sizes.size(); axis-- > 0; stride *= sizes[axis])
    strides[axis] = stride;
  return strides;
}

/// Goes through the elements of a tensor in order and finds the place of each
/// in another by strides.
static std::vector<double> gather(const std::vector<double> &numbers,
                                  ArrayRef<int64_t> sizes,
                                  ArrayRef<int64_t> strides,
                                  int64_t start = 0) {
  std::vector<double> result;
  result.reserve(countElements(sizes));
  Extents index(sizes.size(), 0);
  int64_t place = start;
  for (int64_t left = countElements(sizes); left > 0; --left) {
    result.push_back(numbers[place]);
    for (size_t axis = sizes.size(); axis-- > 0;) {
      place += strides[axis];
      if (++index[axis] < sizes[axis])
        break;
      place -= strides[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
  return result;
}

Constant Constant::make(TorchType type, Extents sizes,
                        std::vector<double> numbers) {
  return {type, std::move(sizes),
          std::make_shared<const std::vector<double>>(std::move(numbers))};
}

Constant Constant::filled(TorchType type, Extents sizes, double number) {
  std::vector<double> numbers(countElements(sizes), number);
  return make(type, std::move(sizes), std::move(numbers));
}

std::optional<double> Constant::uniform() const {
  if (numbers->empty() || !all_equal(*numbers))
    return std::nullopt;
  return numbers->front();
}

Constant Constant::reshaped(Extents newSizes) const {
  Constant result = *this;
  result.sizes = std::move(newSizes);
  return result;
}

Constant Constant::permuted(ArrayRef<int64_t> order) const {
  Extents strides = stridesOf(sizes), newSizes, newStrides, moving;
  for (int64_t axis : order) {
    newSizes.push_back(sizes[axis]);
    newStrides.push_back(strides[axis]);
    if (sizes[axis] != 1)
      moving.push_back(axis);
  }
  if (is_sorted(moving))
    return reshaped(newSizes);
  return make(type, newSizes, gather(*numbers, newSizes, newStrides));
}

std::optional<Constant> Constant::expanded(ArrayRef<int64_t> newSizes) const {
  if (newSizes.size() < sizes.size())
    return std::nullopt;
  size_t added = newSizes.size() - sizes.size();
  Extents strides(added, 0);
  for (auto [axis, stride] : enumerate(stridesOf(sizes))) {
    if (sizes[axis] != newSizes[axis + added] && sizes[axis] != 1)
      return std::nullopt;
    strides.push_back(sizes[axis] == 1 ? 0 : stride);
  }
  if (countElements(newSizes) == count())
    return reshaped(newSizes.vec());
  return make(type, newSizes.vec(), gather(*numbers, newSizes, strides));
}

Constant Constant::sliced(int64_t axis, int64_t start, int64_t places,
                          int64_t step) const {
  if (start == 0 && places == sizes[axis] && step == 1)
    return *this;
  Extents newSizes = sizes, strides = stridesOf(sizes);
  newSizes[axis] = places;
  int64_t first = start * strides[axis];
  strides[axis] *= step;
  return make(type, newSizes, gather(*numbers, newSizes, strides, first));
}

Constant Constant::mapped(TorchType newType,
                          function_ref<double(double)> function) const {
  return make(newType, sizes,
              std::vector<double>(map_iterator(numbers->begin(), function),
                                  map_iterator(numbers->end(), function)));
}

Constant Constant::reduced(ArrayRef<int64_t> axes,
                           function_ref<double(ArrayRef<double>)> fold) const {
  Extents order, kept;
  for (int64_t axis = 0; axis < rank(); ++axis)
    if (!is_contained(axes, axis)) {
      order.push_back(axis);
      kept.push_back(sizes[axis]);
    }
  order.insert(order.end(), axes.begin(), axes.end());
  Constant sorted = permuted(order);
  size_t runs = countElements(kept);
  size_t length = runs ? sorted.count() / runs : 0;
  std::vector<double> result;
  for (size_t i = 0; i < runs; ++i)
    result.push_back(fold(ArrayRef(*sorted.numbers).slice(i * length, length)));
  return make(type, kept, std::move(result));
}

/// The shape that two broadcast to.
static std::optional<Extents> broadcast(ArrayRef<int64_t> a,
                                        ArrayRef<int64_t> b) {
  if (a.size() < b.size())
    std::swap(a, b);
  Extents sizes = a.vec();
  size_t added = a.size() - b.size();
  for (auto [axis, extent] : enumerate(b)) {
    int64_t &size = sizes[axis + added];
    if (size != extent && size != 1 && extent != 1)
      return std::nullopt;
    size = size == 1 ? extent : size;
  }
  return sizes;
}

bool isSame(const Constant &a, const Constant &b) {
  auto isOne = [](double x, double y) { return x == y || (x != x && y != y); };
  return a.type == b.type && a.sizes == b.sizes &&
         (a.numbers == b.numbers ||
          std::equal(a.numbers->begin(), a.numbers->end(), b.numbers->begin(),
                     b.numbers->end(), isOne));
}

std::optional<Constant> combine(const Constant &a, const Constant &b,
                                TorchType type,
                                function_ref<double(double, double)> function) {
  std::optional<Extents> sizes = broadcast(a.sizes, b.sizes);
  if (!sizes)
    return std::nullopt;
  Constant left = *a.expanded(*sizes), right = *b.expanded(*sizes);
  std::vector<double> result;
  for (auto [x, y] : zip_equal(*left.numbers, *right.numbers))
    result.push_back(function(x, y));
  return Constant::make(type, *sizes, std::move(result));
}

std::optional<Constant> concatenated(ArrayRef<Constant> parts, int64_t axis) {
  Extents sizes = parts.front().sizes;
  for (const Constant &part : parts.drop_front()) {
    Extents other = part.sizes;
    if (other.size() != sizes.size())
      return std::nullopt;
    sizes[axis] += other[axis];
    other[axis] = sizes[axis];
    if (other != sizes)
      return std::nullopt;
  }
  int64_t rows = countElements(ArrayRef(sizes).take_front(axis));
  std::vector<double> result;
  for (int64_t row = 0; row < rows; ++row)
    for (const Constant &part : parts) {
      int64_t length = part.count() / rows;
      auto first = part.numbers->begin() + row * length;
      result.insert(result.end(), first, first + length);
    }
  return Constant::make(parts.front().type, sizes, std::move(result));
}

static double dot(ArrayRef<double> a, ArrayRef<double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::optional<Constant> multiplied(const Constant &a, const Constant &b) {
  if (a.rank() == 0 || b.rank() == 0)
    return std::nullopt;
  if (b.rank() == 1) {
    std::optional<Constant> product = multiplied(a, b.reshaped({b.count(), 1}));
    if (product)
      product->sizes.pop_back();
    return product;
  }
  if (a.rank() == 1) {
    std::optional<Constant> product = multiplied(a.reshaped({1, a.count()}), b);
    if (product)
      product->sizes.erase(product->sizes.end() - 2);
    return product;
  }
  Extents order(b.rank());
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[b.rank() - 1], order[b.rank() - 2]);
  Constant columns = b.permuted(order);
  int64_t inner = a.sizes.back(), wide = columns.sizes[b.rank() - 2],
          tall = a.sizes[a.rank() - 2];
  std::optional<Extents> batch = broadcast(
      ArrayRef(a.sizes).drop_back(2), ArrayRef(columns.sizes).drop_back(2));
  if (!batch || columns.sizes.back() != inner)
    return std::nullopt;
  Extents left = *batch, right = *batch, sizes = *batch;
  left.insert(left.end(), {tall, inner});
  right.insert(right.end(), {wide, inner});
  sizes.insert(sizes.end(), {tall, wide});
  Constant x = *a.expanded(left), y = *columns.expanded(right);
  std::vector<double> result;
  for (int64_t row = 0; row < countElements(*batch) * tall; ++row)
    for (int64_t column = 0; column < wide; ++column) {
      int64_t other = row / tall * wide + column;
      result.push_back(dot(ArrayRef(*x.numbers).slice(row * inner, inner),
                           ArrayRef(*y.numbers).slice(other * inner, inner)));
    }
  return Constant::make(a.type, sizes, std::move(result));
}

} // namespace cocc::frontends
