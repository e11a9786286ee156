//===- TorchTensor.cpp ----------------------------------------------------===//

#include "frontends/torch/TorchTensor.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace cocc::frontends;

namespace {

constexpr uint64_t maxElements = uint64_t(1) << 40;

Error failure(const Twine &message) { return createStringError(message); }

template <typename T>
double load(const char *bytes) {
  return static_cast<double>(support::endian::read<T, endianness::little>(
      reinterpret_cast<const void *>(bytes)));
}

template <const fltSemantics &(*semantics)()>
double loadHalf(const char *bytes) {
  APInt bits(16, support::endian::read16le(bytes));
  return APFloat(semantics(), bits).convertToDouble();
}

double loadBool(const char *bytes) { return *bytes != 0; }

struct Element {
  TorchType type;
  unsigned bytes;
  double (*load)(const char *);
};

constexpr Element elements[] = {
    {TorchType::Float32, 4, load<float>},
    {TorchType::Float64, 8, load<double>},
    {TorchType::Float16, 2, loadHalf<APFloat::IEEEhalf>},
    {TorchType::BFloat16, 2, loadHalf<APFloat::BFloat>},
    {TorchType::Int64, 8, load<int64_t>},
    {TorchType::Int32, 4, load<int32_t>},
    {TorchType::Int16, 2, load<int16_t>},
    {TorchType::Int8, 1, load<int8_t>},
    {TorchType::UInt8, 1, load<uint8_t>},
    {TorchType::Bool, 1, loadBool},
    {TorchType::Complex64, 8, nullptr}};

const Element *findElement(TorchType type) {
  const Element *found =
      find_if(elements, [&](const Element &each) { return each.type == type; });
  return found == std::end(elements) ? nullptr : found;
}

/// Calls `visit` with the place of each element, in row-major order.
void visitPlaces(const TorchLayout &layout, uint64_t count,
                 function_ref<void(int64_t)> visit) {
  std::vector<int64_t> index(layout.sizes.size(), 0);
  std::vector<int64_t> strides = layout.strides;
  // The stride of an axis that has no second element can be any number.
  for (auto [size, stride] : zip_equal(layout.sizes, strides))
    stride = size > 1 ? stride : 0;
  int64_t place = layout.offset;
  for (uint64_t i = 0; i < count; ++i) {
    visit(place);
    for (size_t axis = index.size(); axis-- > 0;) {
      place += strides[axis];
      if (++index[axis] < layout.sizes[axis])
        break;
      place -= strides[axis] * layout.sizes[axis];
      index[axis] = 0;
    }
  }
}

} // namespace

unsigned cocc::frontends::elementBytes(TorchType type) {
  const Element *element = findElement(type);
  return element ? element->bytes : 0;
}

Expected<uint64_t> cocc::frontends::checkLayout(const TorchLayout &layout,
                                                uint64_t bytes) {
  if (layout.sizes.size() != layout.strides.size())
    return failure("has " + Twine(layout.sizes.size()) + " sizes but " +
                   Twine(layout.strides.size()) + " strides");
  uint64_t count = 1, last = layout.offset;
  bool negative = layout.offset < 0;
  for (auto [size, stride] : zip_equal(layout.sizes, layout.strides)) {
    negative |= size < 0 || stride < 0;
    count = SaturatingMultiply<uint64_t>(count, size);
    if (size > 0)
      last = SaturatingMultiplyAdd<uint64_t>(size - 1, stride, last);
  }
  if (negative)
    return failure("has a negative size, stride or offset");
  if (is_contained(layout.sizes, 0))
    return 0;
  if (count > maxElements)
    return failure("has more elements than any memory");
  unsigned size = elementBytes(layout.type);
  uint64_t needed =
      SaturatingMultiply<uint64_t>(SaturatingAdd<uint64_t>(last, 1), size);
  if (needed > bytes)
    return failure("needs " + Twine(needed) + " bytes, but the archive has " +
                   Twine(bytes) + " of it");
  return count;
}

/// Complex numbers as pairs of floats.
static TorchConstant makePairs(TorchLayout layout, StringRef bytes) {
  std::vector<int64_t> sizes = layout.sizes;
  for (int64_t &stride : layout.strides)
    stride *= 2;
  layout.offset *= 2;
  layout.sizes.push_back(2);
  layout.strides.push_back(1);
  layout.type = TorchType::Float32;
  TorchConstant pairs = makeDense(layout, bytes);
  return {TorchType::Complex64, sizes, pairs.numbers, nullptr};
}

TorchConstant cocc::frontends::makeDense(const TorchLayout &layout,
                                         StringRef bytes) {
  if (layout.type == TorchType::Complex64)
    return makePairs(layout, bytes);
  uint64_t count = 1;
  for (int64_t size : layout.sizes)
    count *= size;
  const Element &element = *findElement(layout.type);
  auto numbers = std::make_shared<std::vector<double>>();
  numbers->reserve(count);
  visitPlaces(layout, count, [&](int64_t place) {
    numbers->push_back(element.load(bytes.data() + place * element.bytes));
  });
  TorchConstant constant{layout.type, layout.sizes, numbers, nullptr};
  if (layout.type == TorchType::Float32)
    constant.floats =
        std::make_shared<std::vector<float>>(numbers->begin(), numbers->end());
  return constant;
}
