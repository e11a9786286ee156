//===- native.cpp - cocc._native: compiled networks in Python -------------===//
//
// Opens a network's shared library and runs streams of it on dense arrays. What
// makes it pleasant (shapes, layouts, messages) is in Python beside it.
//
//===----------------------------------------------------------------------===//

#include "cocc/network.hpp"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <dlfcn.h>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace nb = nanobind;
using namespace nb::literals;

namespace {

/// The network in a shared library, which stays open as long as the network or
/// a stream of it lives.
class Library {
public:
  explicit Library(const std::string &path) {
    handle.reset(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL),
                 [](void *library) { library ? dlclose(library) : 0; });
    if (!handle) {
      PyErr_Format(PyExc_OSError, "cannot load a network: %s", dlerror());
      throw nb::python_error();
    }
    net =
        static_cast<const cocc_network *>(dlsym(handle.get(), "cocc_network"));
    if (!net || net->magic != COCC_NETWORK_MAGIC)
      throw nb::value_error(
          (path + " is not a network compiled by cocc").c_str());
    if (net->abi_version != COCC_ABI_VERSION)
      throw nb::value_error(
          (path + " was compiled for version " +
           std::to_string(net->abi_version) +
           " of cocc's binary interface, and this package has version " +
           std::to_string(COCC_ABI_VERSION) + "; compile the network again")
              .c_str());
  }

  const cocc_network &network() const { return *net; }

private:
  std::shared_ptr<void> handle;
  const cocc_network *net;
};

/// Of the input's type.
using In = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<float, nb::c_contig, nb::device::cpu>;

nb::dlpack::dtype dtypeOf(int64_t type) {
  return type == COCC_INT32   ? nb::dtype<int32_t>()
         : type == COCC_INT64 ? nb::dtype<int64_t>()
                              : nb::dtype<float>();
}

/// A stream that Python's threads may share: one call at a time.
class Stream {
public:
  explicit Stream(const Library &opened)
      : library(opened), stream(library.network()) {}

  /// Takes all steps of each input and writes what comes out, and with `flush`
  /// takes the frames that are left and writes what is still due at the end of
  /// the clip, for each output one behind the other. Returns the number of
  /// frames written to each. Each step wants room for the most frames that one
  /// writes.
  std::vector<size_t> run(const std::vector<In> &in,
                          const std::vector<Out> &out, bool flush,
                          bool update) {
    Run run(stream.network(), in, out);
    const nb::gil_scoped_release release;
    const std::lock_guard lock(mutex);
    if (update)
      return run.all(stream, flush);
    if (run.countSteps() == 1 && !flush)
      return run.peek(stream);
    cocc::Stream copy = stream;
    return run.all(copy, flush);
  }

  void reset() {
    const std::lock_guard lock(mutex);
    stream.reset();
  }

private:
  /// The frames of a call.
  struct Run {
    Run(const cocc_network &network, const std::vector<In> &in,
        const std::vector<Out> &out)
        : network(network), inputs(in), written(out.size()) {
      if (std::cmp_not_equal(in.size(), network.input_count) ||
          std::cmp_not_equal(out.size(), network.output_count))
        throw nb::type_error("an array for each input and each output");
      for (size_t i = 0; i < in.size(); ++i)
        if (in[i].dtype() != dtypeOf(network.inputs[i].type))
          throw nb::type_error("an array of another type than its input's");
      for (const Out &array : out)
        outputs.emplace_back(array.data(), array.size());
      frames = inputs[0].size() / cocc::inputElements(network) *
               framesPerStep() /
               static_cast<size_t>(network.inputs[0].frames_per_step);
    }

    size_t countSteps() const { return frames / framesPerStep(); }

    std::vector<size_t> peek(cocc::Stream &stream) {
      note(stream.peek(take(0, framesPerStep()), room()));
      return written;
    }

    std::vector<size_t> all(cocc::Stream &stream, bool flush) {
      const size_t count = framesPerStep(), left = frames % count;
      for (size_t first = 0; first + count <= frames; first += count)
        note(stream.step(take(first, count), room()));
      if (flush)
        note(stream.flush(take(frames - left, left), room()));
      return written;
    }

  private:
    size_t framesPerStep() const {
      return static_cast<size_t>(network.frames_per_step);
    }

    /// Those of each input in the time of `count` frames.
    cocc::Inputs take(size_t first, size_t count) {
      taken.clear();
      for (size_t i = 0; i < inputs.size(); ++i) {
        const size_t size = cocc::frameElements(network.inputs[i]);
        const auto *data = static_cast<const char *>(inputs[i].data());
        taken.emplace_back(data +
                               framesOf(i, first) * size * inputs[i].itemsize(),
                           framesOf(i, count) * size, network.inputs[i].type);
      }
      return taken;
    }

    size_t framesOf(size_t input, size_t count) const {
      return static_cast<size_t>(cocc::framesOfInput(
          network, static_cast<int32_t>(input), static_cast<int64_t>(count)));
    }

    /// What is left of each output.
    cocc::Outputs room() {
      given.clear();
      for (size_t i = 0; i < outputs.size(); ++i)
        given.push_back(outputs[i].subspan(
            written[i] * cocc::frameElements(network.outputs[i])));
      return given;
    }

    void note(const cocc::Counts &counts) {
      for (size_t i = 0; i < written.size(); ++i)
        written[i] += counts[i];
    }

    const cocc_network &network;
    const std::vector<In> &inputs;
    std::vector<cocc::InputFrames> taken;
    std::vector<std::span<float>> outputs, given;
    std::vector<size_t> written;
    /// As steps count them.
    size_t frames = 0;
  };

  std::mutex mutex;
  Library library;
  cocc::Stream stream;
};

const char *nameOf(int64_t type) {
  return type == COCC_INT32   ? "int32"
         : type == COCC_INT64 ? "int64"
                              : "float32";
}

template <typename Port>
nb::tuple shapeOf(const Port &port) {
  nb::list shape;
  for (int64_t axis = 0; axis < port.rank; ++axis)
    shape.append(port.shape[axis]);
  return nb::tuple(shape);
}

nb::list inputsOf(const Library &library) {
  const cocc_network &network = library.network();
  nb::list inputs;
  for (int32_t i = 0; i < network.input_count; ++i) {
    const cocc_input &input = network.inputs[i];
    inputs.append(nb::make_tuple(input.name, shapeOf(input), nameOf(input.type),
                                 input.limit, input.frames_per_step));
  }
  return inputs;
}

nb::list outputsOf(const Library &library) {
  const cocc_network &network = library.network();
  nb::list outputs;
  for (int32_t i = 0; i < network.output_count; ++i) {
    const cocc_output &output = network.outputs[i];
    outputs.append(nb::make_tuple(output.name, shapeOf(output),
                                  output.receptive_field, output.period,
                                  output.padding, output.delay, output.warm_up,
                                  output.most_frames, output.flush_frames));
  }
  return outputs;
}

} // namespace

NB_MODULE(_native, module) {
  nb::class_<Library> library(module, "Library");
  library.def(nb::init<const std::string &>(), "path"_a);
  const auto fact = [&]<typename T>(const char *name, T cocc_network::*member,
                                    const char *meaning) {
    library.def_prop_ro(
        name, [member](const Library &self) { return self.network().*member; },
        meaning);
  };
  fact("name", &cocc_network::name, "The network's name.");
  fact("ticks_per_frame", &cocc_network::ticks_per_frame,
       "Ticks, in which times are counted, of a frame.");
  fact("frames_per_step", &cocc_network::frames_per_step,
       "Frames that a step takes, of each input without a rate of its own.");
  fact("block", &cocc_network::block,
       "With a multiple of so many frames a step, every step makes equally "
       "many.");
  fact("macs_per_step", &cocc_network::macs_per_step,
       "Multiply-adds of a step, on average.");
  fact("parameters", &cocc_network::parameters, "Numbers in the weights.");
  fact("state_bytes", &cocc_network::state_bytes,
       "Memory that one stream takes.");
  library.def("list_inputs", &inputsOf,
              "Each input's name, shape, type, limit and frames of a step.");
  library.def("list_outputs", &outputsOf,
              "Each output's name, shape, receptive field, and in ticks its "
              "period, padding, delay and warm-up; the most frames of a step "
              "and of a flush.");

  nb::class_<Stream>(module, "Stream")
      .def(nb::init<const Library &>(), "library"_a)
      // A copy is made where one can see it: in Python.
      .def("run", &Stream::run, "inputs"_a.noconvert(), "outputs"_a.noconvert(),
           "flush"_a, "update"_a,
           "Takes all frames, writes what comes out; returns the number of "
           "frames of each output.")
      .def("reset", &Stream::reset, nb::call_guard<nb::gil_scoped_release>(),
           "Makes it a fresh stream.");
}
