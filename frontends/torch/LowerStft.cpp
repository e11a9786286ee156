//===- LowerStft.cpp - Spectra of windows of samples ----------------------===//

#include "frontends/torch/LowerComplex.h"
#include "frontends/torch/LowerFourier.h"
#include "frontends/torch/LowerGather.h"
#include "frontends/torch/LowerRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;
using namespace cocc::continual;

namespace cocc::frontends {

/// The window that the call gives, or ones, between zeros up to `size`.
static std::optional<Constant> readWindow(Call &call, int64_t size) {
  int64_t length = call.integer("win_length", size);
  Constant window = Constant::filled(TorchType::Float32, {length}, 1.0);
  if (call.has("window") && !call.need("window", window))
    return std::nullopt;
  if (window.count() != length || length > size) {
    call.fail("has a window of " + Twine(window.count()) + " samples for " +
              Twine(length) + " of " + Twine(size));
    return std::nullopt;
  }
  std::vector<double> numbers(size, 0.0);
  copy(*window.numbers, numbers.begin() + (size - length) / 2);
  return Constant::make(TorchType::Float32, {size}, numbers);
}

/// With real and imaginary parts as a last dimension, if so wanted.
static bool giveSpectra(Call &call, Complex spectra) {
  // Frequencies come before time.
  for (Real *part : {&spectra.real, &spectra.imaginary}) {
    auto &dims = std::get<Stream>(*part).dims;
    std::swap(dims[dims.size() - 2], dims[dims.size() - 1]);
  }
  return call.resultType() == TorchType::Complex64
             ? call.give(spectra)
             : givePairs(call, spectra, std::get<Stream>(spectra.real).sizes());
}

bool lowerStft(Call &call) {
  Stream samples;
  if (!call.need("self", samples))
    return false;
  int64_t size = call.integer("n_fft"),
          hop = call.integer("hop_length", size / 4);
  if (size < 1 || hop < 1)
    return call.fail("has windows of " + Twine(size) + " samples every " +
                     Twine(hop));
  if (samples.rank() < 1 || samples.rank() > 2 ||
      samples.timeDim() != samples.rank() - 1)
    return call.fail("cuts samples of one frame into windows; samples must "
                     "come one a frame, (B, T), with time last");
  if (call.flag("center"))
    return call.fail("reaches over both ends of the clip (center=True); give "
                     "center=False");
  std::optional<Constant> window = readWindow(call, size);
  if (!window)
    return false;
  PlaceWindow cut;
  cut.kernel = size;
  cut.stride = hop;
  std::optional<Stream> frames = stackFrames(call, samples, cut);
  if (!frames)
    return false;
  PartMath math(call);
  Real weighted =
      isNumber(*window, 1) ? Real(*frames) : math.product(*frames, *window);
  Transform transform;
  transform.dim = samples.rank();
  transform.size = size;
  transform.from = SpectrumForm::Real;
  transform.to =
      call.flag("onesided", true) ? SpectrumForm::Half : SpectrumForm::Complex;
  transform.factor = call.flag("normalized") ? 1 / std::sqrt(size) : 1;
  if (math.hasFailed())
    return false;
  std::optional<Complex> spectra =
      transformed(call, {weighted, numberPart(0)}, transform);
  return spectra && giveSpectra(call, *spectra);
}

/// Whether an stft reads `value`, or a view of it.
static bool isReadByStft(const TorchProgram &program,
                         const std::string &value) {
  return any_of(program.nodes, [&](const TorchNode &node) {
    const TorchArgument *read = node.find("self");
    if (!read || !is_contained(read->tensors, value))
      return false;
    StringRef target = node.target;
    if (target.starts_with("aten.stft."))
      return true;
    bool isView = target.starts_with("aten.view.") ||
                  target.starts_with("aten.reshape.") ||
                  target.starts_with("aten.squeeze.");
    return isView && !node.results.empty() &&
           isReadByStft(program, node.results.front());
  });
}

bool checkCentring(Call &call, const TorchProgram &program) {
  std::string mode = call.text("mode", "constant");
  if (call.op != "pad" || (mode != "reflect" && mode != "circular") ||
      call.node.results.empty() ||
      !isReadByStft(program, call.node.results.front()))
    return true;
  return call.fail(
      "is the centring of torch.stft, which puts samples before the clip that "
      "come later (mode '" +
      mode +
      "'); give center=False: window j then begins with sample "
      "j * hop_length. With pad_mode='constant' it may be centred");
}

} // namespace cocc::frontends
