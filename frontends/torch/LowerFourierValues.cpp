//===- LowerFourierValues.cpp - Transforms of numbers that are known ------===//

#include "frontends/torch/LowerComplex.h"
#include "frontends/torch/LowerFourier.h"
#include "llvm/ADT/STLExtras.h"
#include <complex>

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

using Number = std::complex<double>;

/// The numbers whose transform is wanted, from those that there are.
static std::vector<Number> readLine(ArrayRef<Number> given,
                                    const Transform &transform) {
  int64_t size = transform.size;
  std::vector<Number> line(size);
  for (int64_t i = 0; i < size && i < static_cast<int64_t>(given.size()); ++i)
    line[i] = given[i];
  if (transform.from != SpectrumForm::Half)
    return line;
  line[0] = line[0].real();
  if (size % 2 == 0)
    line[size / 2] = line[size / 2].real();
  for (int64_t i = size / 2 + 1; i < size; ++i)
    line[i] = std::conj(line[size - i]);
  return line;
}

static std::vector<Number> transformLine(ArrayRef<Number> given,
                                         const Transform &transform) {
  std::vector<Number> line = readLine(given, transform), result;
  double turn = (transform.isInverse ? 2 : -2) * M_PI / transform.size;
  for (int64_t k = 0; k < countNumbers(transform.to, transform.size); ++k) {
    Number sum = 0;
    for (int64_t i = 0; i < transform.size; ++i)
      sum += line[i] * std::polar(1.0, turn * (i * k % transform.size));
    result.push_back(sum * transform.factor);
  }
  return result;
}

Complex transformKnown(const Complex &numbers, const Transform &transform) {
  Extents whole = wholeSizes(numbers);
  Constant real = *std::get<Constant>(numbers.real).expanded(whole),
           imaginary = *std::get<Constant>(numbers.imaginary).expanded(whole);
  int64_t dim = transform.dim, extent = real.sizes[dim], inner = 1;
  for (int64_t size : ArrayRef(real.sizes).drop_front(dim + 1))
    inner *= size;
  Extents sizes = real.sizes;
  sizes[dim] = countNumbers(transform.to, transform.size);
  int64_t made = sizes[dim];
  std::vector<double> reals(countElements(sizes)), imaginaries(reals.size());
  for (int64_t row = 0; row < real.count() / extent; ++row) {
    int64_t outer = row / inner, column = row % inner;
    std::vector<Number> line;
    for (int64_t i = 0; i < extent; ++i) {
      int64_t place = (outer * extent + i) * inner + column;
      line.emplace_back(real.at(place), imaginary.at(place));
    }
    for (auto [k, number] : enumerate(transformLine(line, transform))) {
      int64_t place = (outer * made + k) * inner + column;
      reals[place] = number.real();
      imaginaries[place] = number.imag();
    }
  }
  return {Constant::make(TorchType::Float32, sizes, reals),
          Constant::make(TorchType::Float32, sizes, imaginaries)};
}

} // namespace cocc::frontends
