//===- Bench.cpp ----------------------------------------------------------===//

#include "compiler/tools/Bench.h"
#include "cocc/table.h"
#include "compiler/codegen/EmitLibrary.h"
#include "compiler/tools/Roofline.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/DynamicLibrary.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include <chrono>
#include <deque>
#include <memory>
#include <random>

using namespace llvm;
using namespace cocc;
using Clock = std::chrono::steady_clock;

/// The time measured at least, and the steps.
static constexpr std::chrono::seconds budget(2);
static constexpr size_t fewestSteps = 20, mostSteps = 20000;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

static double median(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + times.size() / 2,
                   times.end());
  return times[times.size() / 2];
}

static size_t count(const std::vector<int64_t> &shape) {
  size_t elements = 1;
  for (int64_t extent : shape)
    elements *= extent;
  return elements;
}

template <typename T>
static void fillWithIndices(void *frame, size_t elements, int64_t limit,
                            std::mt19937 &random) {
  for (size_t i = 0; i < elements; ++i)
    static_cast<T *>(frame)[i] = random() % limit;
}

/// Random frames of a step that the input takes. Two floats are as wide as any
/// element.
static std::vector<float> drawFrames(const InputLayout &input, int64_t frames,
                                     std::mt19937 &random) {
  size_t elements = frames * count(input.shape);
  std::vector<float> frame(2 * elements);
  int64_t limit = input.limit > 0 ? input.limit : 1 << 10;
  std::normal_distribution<float> normal;
  if (input.type == "int64")
    fillWithIndices<int64_t>(frame.data(), elements, limit, random);
  else if (input.type == "int32")
    fillWithIndices<int32_t>(frame.data(), elements, limit, random);
  else if (input.limit > 0)
    fillWithIndices<float>(frame.data(), elements, limit, random);
  else
    for (float &element : frame)
      element = normal(random);
  return frame;
}

namespace {
/// A network in this process, stepped on random frames.
class Stepper {
public:
  Stepper(const cocc_network &network, const NetworkLayout &layout)
      : network(network), state(cocc_create(&network), cocc_destroy) {
    std::mt19937 random(1);
    for (const InputLayout &input : layout.inputs)
      inputs.push_back(
          frames.emplace_back(drawFrames(input, input.framesPerStep, random))
              .data());
    for (const OutputLayout &output : layout.outputs)
      outputs.push_back(
          frames.emplace_back(output.mostFrames * count(output.shape)).data());
    // Into the steady state, and the caches.
    for (int64_t i = 0; i <= layout.steadyStep + 2; ++i)
      step();
  }

  void step() {
    cocc_step(&network, state.get(), inputs.data(), outputs.data(),
              /*counts=*/nullptr);
  }

  /// Calls `observe` with each kernel as soon as it has made its frames.
  template <typename Observer>
  void stepObserved(Observer &&observe) {
    auto call = [](void *context, int32_t kernel) {
      (*static_cast<std::remove_reference_t<Observer> *>(context))(kernel);
    };
    cocc_step_observed(&network, state.get(), inputs.data(), outputs.data(),
                       /*counts=*/nullptr, call, &observe);
  }

private:
  const cocc_network &network;
  std::unique_ptr<cocc_state, decltype(&cocc_destroy)> state;
  std::deque<std::vector<float>> frames;
  std::vector<const void *> inputs;
  std::vector<float *> outputs;
};
} // namespace

/// Calls `once` again and again within the budget.
template <typename Action>
static void repeat(Action once) {
  auto start = Clock::now();
  for (size_t i = 0; i < mostSteps; ++i) {
    if (i >= fewestSteps && Clock::now() - start > budget)
      break;
    once();
  }
}

static void printSteps(Stepper &stepper, const NetworkLayout &layout,
                       raw_ostream &stream) {
  std::vector<double> times;
  repeat([&] {
    auto start = Clock::now();
    stepper.step();
    times.push_back(secondsSince(start));
  });
  double least = *std::min_element(times.begin(), times.end());
  stream << formatv("step: median {0:f4} ms, least {1:f4} ms, of {2} steps",
                    median(times) * 1e3, least * 1e3, times.size());
  if (layout.framesPerStep > 1)
    stream << formatv("; {0:f0} frames/s",
                      layout.framesPerStep / median(times));
  stream << '\n';
}

/// How many frames a kernel makes when it runs, on average.
static double countFrames(const KernelLayout &kernel,
                          const NetworkLayout &layout) {
  double ticks = layout.ticksPerFrame * layout.framesPerStep;
  return std::max(1.0, ticks / layout.rings[kernel.result].period);
}

static void printKernels(Stepper &stepper, const NetworkLayout &layout,
                         raw_ostream &stream) {
  double bytes = 0;
  for (const KernelLayout &kernel : layout.kernels)
    bytes += kernel.bytes;
  Roofline roofline = measureRoofline(bytes);
  stream << formatv(
      "this core: {0:f1} G multiply-adds/s, reads the {1:f1} MB that "
      "a step touches at {2:f1} GB/s\n\n",
      roofline.macsPerSecond / 1e9, bytes / 1e6, roofline.bytesPerSecond / 1e9);
  std::vector<std::vector<double>> times(layout.kernels.size());
  repeat([&] {
    auto start = Clock::now();
    stepper.stepObserved([&](int32_t kernel) {
      times[kernel].push_back(secondsSince(start));
      start = Clock::now();
    });
  });
  stream << formatv("{0,10} {1,10} {2,10} {3,9}  {4}\n", "us", "GMAC/s", "GB/s",
                    "roofline", "kernel");
  for (auto [kernel, samples] : zip_equal(layout.kernels, times)) {
    if (samples.empty())
      continue;
    double seconds = median(samples);
    double macs = countFrames(kernel, layout) * kernel.macs;
    double touched = kernel.bytes;
    double limit = std::max(macs / roofline.macsPerSecond,
                            touched / roofline.bytesPerSecond);
    stream << formatv("{0,10:f2} {1,10:f1} {2,10:f1} {3,9:P0}  {4}\n",
                      seconds * 1e6, macs / seconds / 1e9,
                      touched / seconds / 1e9, limit / seconds, kernel.name);
  }
}

Error cocc::runBench(const NetworkLayout &layout, raw_ostream &stream) {
  SmallString<128> folder;
  if (std::error_code error =
          sys::fs::createUniqueDirectory("cocc-bench", folder))
    return createStringError(error, "cannot make a temporary folder");
  auto remove = scope_exit([&] { sys::fs::remove_directories(folder); });
  if (Error error = emitLibrary(layout, folder))
    return error;
  std::string path = (folder + "/lib" + layout.name + ".so").str();
  std::string why;
  auto library = sys::DynamicLibrary::getPermanentLibrary(path.c_str(), &why);
  if (!library.isValid())
    return createStringError("cannot load the library: " + why);
  auto *network = static_cast<const cocc_network *>(
      library.getAddressOfSymbol("cocc_network"));
  Stepper stepper(*network, layout);
  printSteps(stepper, layout, stream);
  printKernels(stepper, layout, stream);
  return Error::success();
}
