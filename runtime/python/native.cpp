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

#include <dlfcn.h>
#include <memory>
#include <mutex>
#include <string>

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

using In = nb::ndarray<const float, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<float, nb::c_contig, nb::device::cpu>;

/// A stream that Python's threads may share: one call at a time.
class Stream {
public:
  explicit Stream(const Library &opened)
      : library(opened), stream(library.network()) {}

  /// Takes all frames of `in` and writes what comes out, and with `flush` what
  /// is still due at the end of the clip, behind each other into `out`. Returns
  /// the number of frames written. Each step is handed room for a frame, also
  /// the last one that writes none.
  size_t run(const In &in, const Out &out, bool flush, bool update) {
    const cocc_network &network = stream.network();
    Frames frames = {{in.data(), in.size()}, {out.data(), out.size()}};
    frames.count = in.size() / cocc::inputElements(network);
    const nb::gil_scoped_release release;
    const std::lock_guard lock(mutex);
    if (update)
      return frames.run(stream, flush);
    if (frames.count == 1 && !flush)
      return stream.peek(frames.in, frames.outputs(network, 0));
    cocc::Stream copy = stream;
    return frames.run(copy, flush);
  }

  void reset() {
    const std::lock_guard lock(mutex);
    stream.reset();
  }

private:
  struct Frames {
    std::span<const float> in;
    std::span<float> out;
    size_t count = 0;

    std::span<float> outputs(const cocc_network &network, size_t first) const {
      const size_t size = cocc::outputElements(network);
      return out.subspan(first * size, size);
    }

    size_t run(cocc::Stream &stream, bool flush) const {
      const cocc_network &network = stream.network();
      const size_t size = cocc::inputElements(network);
      size_t written = 0;
      for (size_t frame = 0; frame < count; ++frame)
        written += stream.step(in.subspan(frame * size, size),
                               outputs(network, written));
      if (flush)
        written +=
            stream.flush(out.subspan(written * cocc::outputElements(network)));
      return written;
    }
  };

  std::mutex mutex;
  Library library;
  cocc::Stream stream;
};

nb::tuple shapeOf(const int64_t *extents, int32_t rank) {
  nb::list shape;
  for (int32_t axis = 0; axis < rank; ++axis)
    shape.append(extents[axis]);
  return nb::tuple(shape);
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
  fact("receptive_field", &cocc_network::receptive_field,
       "Frames of input that one output looks at.");
  fact("stride", &cocc_network::stride, "Steps from one output to the next.");
  fact("padding", &cocc_network::padding,
       "Frames of padding before the clip, seen from the input.");
  fact("delay", &cocc_network::delay,
       "Steps that an output's own frame lies behind the newest input.");
  fact("warm_up", &cocc_network::warm_up,
       "The step, counted from 0, of the first output.");
  fact("flush_frames", &cocc_network::flush_frames,
       "The most frames that the end of a clip adds.");
  fact("macs_per_step", &cocc_network::macs_per_step,
       "Multiply-adds of a step, on average.");
  fact("parameters", &cocc_network::parameters, "Numbers in the weights.");
  fact("state_bytes", &cocc_network::state_bytes,
       "Memory that one stream takes.");
  library.def_prop_ro(
      "input_shape",
      [](const Library &self) {
        const cocc_network &network = self.network();
        return shapeOf(network.input_shape, network.input_rank);
      },
      "The shape (B, C, *S) of a frame that goes in.");
  library.def_prop_ro(
      "output_shape",
      [](const Library &self) {
        const cocc_network &network = self.network();
        return shapeOf(network.output_shape, network.output_rank);
      },
      "The shape (B, C', *S') of a frame that comes out.");

  nb::class_<Stream>(module, "Stream")
      .def(nb::init<const Library &>(), "library"_a)
      // A copy is made where one can see it: in Python.
      .def("run", &Stream::run, "frames"_a.noconvert(), "out"_a.noconvert(),
           "flush"_a, "update"_a,
           "Takes all frames, writes what comes out; returns their number.")
      .def("reset", &Stream::reset, nb::call_guard<nb::gil_scoped_release>(),
           "Makes it a fresh stream.");
}
