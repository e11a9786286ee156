/* cocc/network.hpp: runtime.h for C++20: a stream that owns its state.
 *
 *   cocc::Stream stream(mb_conv_network);
 *   if (stream.step(frame, output))
 *     use(output);
 *
 * A copy of a stream is a snapshot that goes on by itself. The network must
 * outlive its streams.
 */
#ifndef COCC_NETWORK_HPP
#define COCC_NETWORK_HPP

#include "cocc/runtime.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <ranges>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace cocc {

/// Elements in one frame of an input or output.
template <typename Port>
size_t frameElements(const Port &port) {
  size_t count = 1;
  for (int64_t axis = 0; axis < port.rank; ++axis)
    count *= static_cast<size_t>(port.shape[axis]);
  return count;
}

/// Of the only input or output, or the first.
inline size_t inputElements(const cocc_network &network) {
  return frameElements(network.inputs[0]);
}
inline size_t outputElements(const cocc_network &network) {
  return frameElements(network.outputs[0]);
}

/// The frames of an input while time goes on by so many frames.
inline int64_t framesOfInput(const cocc_network &network, int32_t input,
                             int64_t frames) {
  return frames * network.inputs[input].frames_per_step /
         network.frames_per_step;
}

/// Frames of an input, one behind the other, whose elements are float, int32_t
/// or int64_t.
class InputFrames {
public:
  template <std::ranges::contiguous_range Elements>
  InputFrames(const Elements &elements)
      : address(std::ranges::data(elements)),
        count(std::ranges::size(elements)),
        kind(kindOf<std::ranges::range_value_t<Elements>>()) {}
  /// `type` is COCC_FLOAT32, COCC_INT32 or COCC_INT64.
  InputFrames(const void *data, size_t size, int64_t type)
      : address(data), count(size), kind(type) {}

  const void *data() const { return address; }
  /// In elements.
  size_t size() const { return count; }
  int64_t type() const { return kind; }

private:
  template <typename T>
  static constexpr int64_t kindOf() {
    static_assert(std::is_same_v<T, float> || std::is_same_v<T, int32_t> ||
                  std::is_same_v<T, int64_t>);
    return std::is_same_v<T, float>     ? COCC_FLOAT32
           : std::is_same_v<T, int32_t> ? COCC_INT32
                                        : COCC_INT64;
  }

  const void *address;
  size_t count;
  int64_t kind;
};

/// The frames of each input, in their order, and room for those of each output.
using Inputs = std::span<const InputFrames>;
using Outputs = std::span<const std::span<float>>;

/// How many frames were written to each output.
class Counts {
public:
  explicit Counts(const cocc_network &network)
      : outputs(static_cast<size_t>(network.output_count)) {}

  size_t size() const { return outputs; }
  size_t operator[](size_t output) const {
    return static_cast<size_t>(counts[output]);
  }
  int64_t *data() { return counts; }

private:
  size_t outputs;
  int64_t counts[COCC_MAX_OUTPUTS] = {};
};

/// One stream through a network. Throws std::bad_alloc where there is no
/// memory, std::invalid_argument for frames of the wrong size or type,
/// std::out_of_range for an element beyond its input's limit.
class Stream {
public:
  explicit Stream(const cocc_network &network)
      : net(&network), state(cocc_create(&network)) {
    if (!state)
      fail();
  }
  Stream(const Stream &other) : Stream(*other.net) {
    check(cocc_copy(net, state.get(), other.state.get()));
  }
  Stream(Stream &&) noexcept = default;
  Stream &operator=(Stream other) noexcept {
    std::swap(net, other.net);
    std::swap(state, other.state);
    return *this;
  }
  ~Stream() = default;

  const cocc_network &network() const { return *net; }

  /// Takes the next frames of each input, its frames_per_step, and writes those
  /// that are due, for output i one behind the other to out[i], room for its
  /// most_frames. Returns their numbers.
  Counts step(Inputs in, Outputs out) { return run(cocc_step, in, out); }

  /// What step would do, but the stream stays as it is.
  Counts peek(Inputs in, Outputs out) { return run(cocc_peek, in, out); }

  /// Ends the clip with `rest`, of each input fewer than its frames_per_step
  /// and as many as it has in the same time, and writes the frames still due to
  /// out[i], room for flush_frames. Returns their numbers; the stream stays as
  /// it is.
  Counts flush(Inputs rest, Outputs out) const {
    const int64_t frames = framesOf(rest);
    const Addresses addresses(*net, rest, frames, out,
                              &cocc_output::flush_frames);
    Counts counts(*net);
    check(cocc_flush(net, state.get(), addresses.in, frames, nullptr,
                     addresses.out, counts.data()));
    return counts;
  }
  /// The same where no frames are left.
  Counts flush(Outputs out) const {
    const Addresses addresses(*net, out, &cocc_output::flush_frames);
    Counts counts(*net);
    check(cocc_flush(net, state.get(), nullptr, 0, nullptr, addresses.out,
                     counts.data()));
    return counts;
  }

  /// The same for a network with one input and one output: how many frames were
  /// written.
  size_t step(const InputFrames &in, std::span<float> out) {
    return step(Inputs(&in, 1), Outputs(&out, 1))[0];
  }
  size_t peek(const InputFrames &in, std::span<float> out) {
    return peek(Inputs(&in, 1), Outputs(&out, 1))[0];
  }
  size_t flush(const InputFrames &rest, std::span<float> out) const {
    return flush(Inputs(&rest, 1), Outputs(&out, 1))[0];
  }
  size_t flush(std::span<float> out) const {
    return flush(Outputs(&out, 1))[0];
  }

  /// Makes it a fresh stream.
  void reset() { cocc_reset(net, state.get()); }

private:
  Counts run(decltype(cocc_step) *call, Inputs in, Outputs out) {
    const Addresses addresses(*net, in, net->frames_per_step, out,
                              &cocc_output::most_frames);
    Counts counts(*net);
    check(call(net, state.get(), addresses.in, addresses.out, counts.data()));
    return counts;
  }

  static void check(int64_t result) {
    if (result == COCC_ERROR_VALUE)
      throw std::out_of_range(
          "cocc: an element of a frame is beyond its input's limit");
    if (result == COCC_ERROR_MEMORY)
      throw std::bad_alloc();
    if (result == COCC_ERROR_DEVICE)
      throw std::runtime_error(std::string("cocc: ") + cocc_last_error());
  }

  [[noreturn]] static void fail() {
    check(*cocc_last_error() ? COCC_ERROR_DEVICE : COCC_ERROR_MEMORY);
    throw std::bad_alloc();
  }

  /// The frames that are left of a clip, by those of its first input.
  int64_t framesOf(Inputs rest) const {
    const size_t size = rest.empty() ? 0 : rest[0].size();
    const auto given = static_cast<int64_t>(size / inputElements(*net));
    const int64_t frames =
        given * net->frames_per_step / net->inputs[0].frames_per_step;
    if (frames >= net->frames_per_step)
      throw std::invalid_argument("cocc: a flush takes less than a step");
    return frames;
  }

  /// The frames of a call as the C functions want them.
  struct Addresses {
    /// Exactly those of each input in the time of `frames`, and room as `room`
    /// says.
    Addresses(const cocc_network &network, Inputs inputs, int64_t frames,
              Outputs outputs, int64_t cocc_output::*room)
        : Addresses(network, outputs, room) {
      if (inputs.size() != static_cast<size_t>(network.input_count))
        throw std::invalid_argument("cocc: an input is missing, or one too "
                                    "many");
      for (int32_t i = 0; i < network.input_count; ++i) {
        const size_t size = frameElements(network.inputs[i]);
        const int64_t count = framesOfInput(network, i, frames);
        if (inputs[i].size() != static_cast<size_t>(count) * size)
          throw std::invalid_argument("cocc: frames of the wrong size");
        if (inputs[i].type() != network.inputs[i].type)
          throw std::invalid_argument("cocc: frames of the wrong type");
        in[i] = inputs[i].data();
      }
    }

    Addresses(const cocc_network &network, Outputs outputs,
              int64_t cocc_output::*room) {
      if (outputs.size() != static_cast<size_t>(network.output_count))
        throw std::invalid_argument("cocc: an output is missing, or one too "
                                    "many");
      for (int32_t i = 0; i < network.output_count; ++i) {
        const cocc_output &output = network.outputs[i];
        const auto most = static_cast<size_t>(output.*room);
        if (outputs[i].size() < most * frameElements(output))
          throw std::invalid_argument("cocc: too little room for an output");
        out[i] = outputs[i].data();
      }
    }

    const void *in[COCC_MAX_INPUTS];
    float *out[COCC_MAX_OUTPUTS];
  };

  struct Destroy {
    void operator()(cocc_state *stream) const { cocc_destroy(stream); }
  };

  const cocc_network *net;
  std::unique_ptr<cocc_state, Destroy> state;
};

} // namespace cocc

#endif
