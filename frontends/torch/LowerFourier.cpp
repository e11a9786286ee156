//===- LowerFourier.cpp - Fourier transforms of a dimension ---------------===//

#include "frontends/torch/LowerFourier.h"
#include "frontends/torch/LowerComplex.h"
#include "frontends/torch/LowerRegistry.h"
#include "frontends/torch/LowerTime.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

static StringRef showForm(SpectrumForm form) {
  return form == SpectrumForm::Real      ? "real"
         : form == SpectrumForm::Complex ? "complex"
                                         : "half";
}

/// Some places of a frame's channels, which `like` has as `dim`.
static Stream takeChannels(Call &call, const Stream &channels, Stream like,
                           int64_t dim, int64_t start, int64_t count) {
  like.layer = channels.layer;
  like.position = channels.position;
  Stream taken = call.helper("slice", like,
                             Attributes()
                                 .integer("axis", 1)
                                 .integer("start", start, 0)
                                 .integer("end", start + count));
  taken.resize(dim, 1, count);
  return taken;
}

/// Cut, or filled up with zeros.
static Stream fitLength(Call &call, Stream stream, int64_t dim, int64_t count) {
  int64_t extent = stream.product(stream.dims[dim]);
  if (extent == count)
    return stream;
  if (extent > count) {
    call.placeChannels(stream, dim);
    return takeChannels(call, stream, stream, dim, 0, count);
  }
  std::vector<Atoms> axes(3);
  axes[2] = stream.atomsOf(dim);
  for (const Atoms &axis : stream.axes)
    for (int atom : axis)
      if (!is_contained(axes[2], atom))
        axes[!stream.isBatch(atom)].push_back(atom);
  stream = call.arrange(stream, axes);
  stream = padFrames(call, stream, {0, 0}, {0, count - extent}, "constant", 0);
  stream.resize(dim, 2, count);
  return stream;
}

std::optional<Complex> transformed(Call &call, Complex numbers,
                                   const Transform &transform) {
  if (!isStream(numbers.real) && !isStream(numbers.imaginary))
    return transformKnown(numbers, transform);
  int64_t dim = transform.dim, size = transform.size;
  bool isReal = transform.from == SpectrumForm::Real;
  PartMath math(call);
  if (!isReal && !makeStreams(call, numbers))
    return std::nullopt;
  auto real = std::get<Stream>(numbers.real);
  if (is_contained(real.dims[dim], Stream::time)) {
    call.fail("transforms along time, over the whole clip; a stream has no "
              "whole clip: torch.stft with center=False transforms windows of "
              "it");
    return std::nullopt;
  }
  int64_t given = countNumbers(transform.from, size);
  real = fitLength(call, real, dim, given);
  call.placeChannels(real, dim);
  Stream joined = real;
  if (!isReal) {
    auto imaginary =
        fitLength(call, std::get<Stream>(numbers.imaginary), dim, given);
    if (!call.align(real, imaginary))
      return std::nullopt;
    joined = call.helper("concat", {real, imaginary});
  }
  Attributes attributes;
  attributes.text("from", showForm(transform.from))
      .text("to", showForm(transform.to))
      .integer("size", size)
      .flag("inverse", transform.isInverse, false)
      .number("factor", transform.factor, 1);
  Stream made = call.layer("fourier", joined, attributes);
  int64_t count = countNumbers(transform.to, size);
  if (transform.to == SpectrumForm::Real) {
    made.resize(dim, 1, count);
    return Complex{made, numberPart(0)};
  }
  return Complex{takeChannels(call, made, real, dim, 0, count),
                 takeChannels(call, made, real, dim, count, count)};
}

namespace {

/// The exponent of 1 / size that a norm stands for.
double exponentOf(const std::string &norm, bool isInverse) {
  if (norm == "ortho")
    return 0.5;
  return (norm == "forward") != isInverse ? 1 : 0;
}

/// Of fft_rfft and fft_irfftn, what is between "fft_" and the dimensions.
std::string kindOf(StringRef op) {
  op.consume_front("fft_");
  if (!op.consume_back("n"))
    op.consume_back("2");
  return op.str();
}

bool isRealAtEnd(StringRef kind) { return kind == "irfft" || kind == "hfft"; }

/// The transform of the last dimension that is transformed; the others are of
/// complex numbers.
Transform transformOf(StringRef kind, bool isReal) {
  Transform transform;
  transform.isInverse = kind.starts_with("i");
  bool startsReal = kind == "rfft" || kind == "ihfft";
  transform.from = isRealAtEnd(kind)      ? SpectrumForm::Half
                   : isReal || startsReal ? SpectrumForm::Real
                                          : SpectrumForm::Complex;
  transform.to = isRealAtEnd(kind) ? SpectrumForm::Real
                 : startsReal      ? SpectrumForm::Half
                                   : SpectrumForm::Complex;
  return transform;
}

/// The dimensions, and the sizes, of a transform; from the program's own
/// results where the call does not give them.
struct Extent {
  int64_t dim, size;
};

std::vector<Extent> extentsOf(Call &call, const Extents &sizes) {
  int64_t rank = sizes.size();
  bool isTwo = StringRef(call.op).ends_with("2");
  bool isMany = isTwo || StringRef(call.op).ends_with("n");
  Extents given = call.integers(isMany ? "s" : "n");
  Extents dims = call.dimList("dim", rank);
  if (dims.empty() && !isMany)
    dims = {rank - 1};
  if (dims.empty())
    for (int64_t count = isTwo           ? 2
                         : given.empty() ? rank
                                         : given.size();
         count > 0; --count)
      dims.push_back(rank - count);
  std::vector<Extent> extents;
  for (auto [i, dim] : enumerate(dims)) {
    int64_t size = i < given.size() && given[i] > 0 ? given[i] : sizes[dim];
    bool isHalf = isRealAtEnd(kindOf(call.op)) && i + 1 == dims.size();
    if (isHalf && (i >= given.size() || given[i] <= 0))
      size = 2 * (sizes[dim] - 1);
    extents.push_back({dim, size});
  }
  return extents;
}

bool giveTransform(Call &call, PartMath &math, const Complex &numbers,
                   SpectrumForm to) {
  return to == SpectrumForm::Real ? math.give(numbers.real)
                                  : call.give(numbers);
}

/// torch.fft's transforms of one dimension and of several.
bool lowerTransform(Call &call) {
  PartMath math(call);
  Complex numbers = getComplex(call, math, "self");
  if (math.hasFailed())
    return false;
  std::string kind = kindOf(call.op);
  std::vector<Extent> extents = extentsOf(call, call.argumentSizes("self"));
  double exponent = exponentOf(call.text("norm", "backward"),
                               StringRef(kind).starts_with("i"));
  // What is real at the end is last, what is real at the beginning first.
  bool isLastFirst = !isRealAtEnd(kind);
  SpectrumForm to = transformOf(kind, false).to;
  for (size_t step = 0; step < extents.size(); ++step) {
    bool isEnd = step == (isLastFirst ? 0 : extents.size() - 1);
    Extent extent =
        isLastFirst ? extents[extents.size() - 1 - step] : extents[step];
    std::string own = isEnd ? kind : kind[0] == 'i' ? "ifft" : "fft";
    Transform transform =
        transformOf(own, isNumber(numbers.imaginary, 0) && own != "irfft");
    transform.dim = extent.dim;
    transform.size = extent.size;
    transform.factor = std::pow(1.0 / extent.size, exponent);
    if (extent.size < 1)
      return call.fail("transforms no numbers");
    std::optional<Complex> made = transformed(call, numbers, transform);
    if (!made)
      return false;
    numbers = *made;
  }
  return giveTransform(call, math, numbers, to);
}

/// _fft_r2c, _fft_c2r and _fft_c2c, of what is decomposed: 0 stands for no
/// norm, 1 for the root, 2 for the whole.
bool lowerDecomposed(Call &call) {
  PartMath math(call);
  Complex numbers = getComplex(call, math, "self");
  if (math.hasFailed())
    return false;
  Extents sizes = call.argumentSizes("self");
  bool startsReal = call.op == "_fft_r2c", endsReal = call.op == "_fft_c2r";
  bool isHalf = startsReal && call.flag("onesided");
  double exponent = 0.5 * call.integer("normalization");
  Extents dims = call.dimList("dim", sizes.size());
  if (startsReal)
    std::reverse(dims.begin(), dims.end());
  for (auto [i, dim] : enumerate(dims)) {
    bool isFirst = i == 0, isLast = i + 1 == dims.size();
    Transform transform;
    transform.dim = dim;
    transform.from = startsReal && isFirst ? SpectrumForm::Real
                     : endsReal && isLast  ? SpectrumForm::Half
                                           : SpectrumForm::Complex;
    transform.to = endsReal && isLast  ? SpectrumForm::Real
                   : isHalf && isFirst ? SpectrumForm::Half
                                       : SpectrumForm::Complex;
    transform.size =
        endsReal && isLast ? call.integer("last_dim_size") : sizes[dim];
    transform.isInverse = endsReal || !(startsReal || call.flag("forward"));
    transform.factor = std::pow(1.0 / transform.size, exponent);
    std::optional<Complex> made = transformed(call, numbers, transform);
    if (!made)
      return false;
    numbers = *made;
  }
  return giveTransform(call, math, numbers,
                       endsReal ? SpectrumForm::Real : SpectrumForm::Complex);
}

/// fftfreq and rfftfreq.
bool lowerFrequencies(Call &call) {
  int64_t size = call.integer("n", 1);
  double unit = 1 / (size * call.number("d", 1));
  std::vector<double> numbers;
  for (int64_t i = 0; i < countElements(call.resultSizes()); ++i)
    numbers.push_back(
        unit * (call.op == "fft_fftfreq" && i > (size - 1) / 2 ? i - size : i));
  return PartMath(call).give(
      Constant::make(TorchType::Float32, call.resultSizes(), numbers));
}

constexpr LowerEntry entries[] = {
    {"fft_fft", lowerTransform},        {"fft_fft2", lowerTransform},
    {"fft_fftn", lowerTransform},       {"fft_ifft", lowerTransform},
    {"fft_ifft2", lowerTransform},      {"fft_ifftn", lowerTransform},
    {"fft_rfft", lowerTransform},       {"fft_rfft2", lowerTransform},
    {"fft_rfftn", lowerTransform},      {"fft_irfft", lowerTransform},
    {"fft_irfft2", lowerTransform},     {"fft_irfftn", lowerTransform},
    {"fft_hfft", lowerTransform},       {"fft_ihfft", lowerTransform},
    {"_fft_r2c", lowerDecomposed},      {"_fft_c2r", lowerDecomposed},
    {"_fft_c2c", lowerDecomposed},      {"fft_fftfreq", lowerFrequencies},
    {"fft_rfftfreq", lowerFrequencies}, {"stft", lowerStft}};

} // namespace

LowerTable fourierTable() { return entries; }

} // namespace cocc::frontends
